import type { QueryClient } from "@tanstack/react-query";

import { offerUndo } from "./actions";
import type { Upload, UploadChange } from "./requests";
import { changeUpload } from "./requests";
import { LibraryStore } from "./store";
import { say } from "./toasts";

/** Both throw what the host has against the value: it is shown at the field. */
export async function setMaxViews(client: QueryClient, upload: Upload, views: number | null): Promise<void> {
  const { max_views: before } = upload;
  await change(client, upload, { max_views: views });
  offerUndo(views === null ? "Views are not counted down." : `Gone after ${views.toLocaleString()} views in all.`, async () => {
    await change(client, upload, { max_views: before });
    say("Back as before.");
  });
}

/** The host does not know the password of before: what was taken away can only be set anew. */
export async function setPassword(client: QueryClient, upload: Upload, password: string | null): Promise<void> {
  await change(client, upload, { password });
  say(password === null ? "The password is gone." : "The link asks for the password now.");
}

async function change(client: QueryClient, { id }: Upload, wanted: UploadChange): Promise<void> {
  const store = new LibraryStore(client);
  await store.settle();
  const answer = await changeUpload(id, wanted);
  store.change(id, () => answer);
}
