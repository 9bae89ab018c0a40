import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { reasonOf } from "@/api/client";
import { copyText } from "@/lib/clipboard";

import type { Settled } from "./batches";
import { inBatches } from "./batches";
import type { Format } from "./links";
import { FORMAT_WORDS, linkAs } from "./links";
import type { Upload, UploadChange } from "./requests";
import { changeUpload, restoreUpload, trashUpload } from "./requests";
import { LibraryStore } from "./store";
import { say, sayRefused, sayUndoable, unsay } from "./toasts";
import { undoStack } from "./undo";
import { accessWords, copiedWords, files, inTrash } from "./words";

export type Actions = ReturnType<typeof actionsOn>;

/** What can be done with files, from the library and from a file's page alike. */
export function useActions(): Actions {
  const client = useQueryClient();
  return useMemo(() => actionsOn(new LibraryStore(client)), [client]);
}

function actionsOn(store: LibraryStore) {
  return {
    copy,
    setPublic: (uploads: readonly Upload[], isPublic: boolean) =>
      setPublic(store, uploads, isPublic),
    setExpiry: (uploads: readonly Upload[], expiresAt: string | null) =>
      setExpiry(store, uploads, expiresAt),
    rename: (upload: Upload, change: UploadChange) => rename(store, upload, change),
    trash: (uploads: readonly Upload[]) => trash(store, uploads),
    undo: () => undoLast(),
  };
}

async function copy(uploads: readonly Upload[], format: Format = "url"): Promise<void> {
  const text = uploads.map((upload) => linkAs(upload, format)).join("\n");
  if (await copyText(text)) {
    say(copiedWords(uploads.length, format === "url" ? null : FORMAT_WORDS[format]));
  } else {
    sayRefused("Couldn't copy: the browser said no.");
  }
}

async function setPublic(
  store: LibraryStore,
  uploads: readonly Upload[],
  isPublic: boolean,
): Promise<void> {
  const changing = uploads.filter((upload) => upload.is_public !== isPublic);
  await edit(store, changing, () => ({ is_public: isPublic }), accessWords(changing.length, isPublic));
}

async function setExpiry(
  store: LibraryStore,
  uploads: readonly Upload[],
  expiresAt: string | null,
): Promise<void> {
  const words = expiresAt === null ? "The link stays." : "The link ends by itself.";
  await edit(store, uploads, () => ({ expires_at: expiresAt }), words);
}

/** Throws what the host has against the new name: the form that asked shows it beside the field. */
async function rename(store: LibraryStore, upload: Upload, change: UploadChange): Promise<void> {
  const answer = await changeUpload(upload.id, change);
  store.change(upload.id, () => answer);
  offerUndo(answer.url === upload.url ? "Renamed" : `The link is ${answer.url.replace(/^https?:\/\//, "")} now`, () =>
    edit(store, [answer], () => reversal(upload, change), null),
  );
}

/** Changes files at once, tells the host, and takes back what it refuses. */
async function edit(
  store: LibraryStore,
  uploads: readonly Upload[],
  changeOf: (upload: Upload) => UploadChange,
  text: string | null,
): Promise<void> {
  if (uploads.length === 0) return;
  await store.settle();
  for (const upload of uploads) {
    store.change(upload.id, (shown) => ({ ...shown, ...(changeOf(upload) as Partial<Upload>) }));
  }
  const sent = inBatches(uploads, async (upload) => {
    const answer = await changeUpload(upload.id, changeOf(upload));
    store.change(upload.id, () => answer);
  });
  if (text !== null) {
    const back = (upload: Upload) => reversal(upload, changeOf(upload));
    offerUndo(text, async () => edit(store, (await sent).done, back, null));
  }
  const settled = await sent;
  for (const { item } of settled.refused) store.change(item.id, () => item);
  store.recount();
  tellRefusals(settled);
}

/** The change that brings back what a file was before another change. */
function reversal(before: Upload, change: UploadChange): UploadChange {
  return Object.fromEntries(
    Object.keys(change).map((field) => [field, before[field as keyof Upload]]),
  );
}

async function trash(store: LibraryStore, uploads: readonly Upload[]): Promise<void> {
  if (uploads.length === 0) return;
  const lists = store.listsWith(uploads);
  await store.settle();
  store.remove(uploads);
  const sent = inBatches(uploads, ({ id }) => trashUpload(id));
  // At once, like the act itself; what is undone before the host has answered waits for its answer.
  offerUndo(inTrash(uploads.map((upload) => upload.original_filename)), async () =>
    untrash(store, (await sent).done, lists),
  );
  const settled = await sent;
  store.putBack(settled.refused.map(({ item }) => item), lists);
  store.recount();
  tellRefusals(settled);
}

async function untrash(
  store: LibraryStore,
  uploads: readonly Upload[],
  lists: (readonly unknown[])[],
): Promise<void> {
  store.putBack(uploads, lists);
  const settled = await inBatches(uploads, ({ id }) => restoreUpload(id));
  store.remove(settled.refused.map(({ item }) => item));
  store.recount();
  tellRefusals(settled);
  if (settled.done.length === 1) say("Back. The link works again.");
  if (settled.done.length > 1) say("Back. The links work again.");
}

function offerUndo(text: string, undo: () => Promise<void>): void {
  const act = {
    label: text,
    undo: () => {
      unsay(said);
      return undo();
    },
  };
  const said = sayUndoable(text, () => void undoStack.undo(act));
  undoStack.push(act);
}

async function undoLast(): Promise<void> {
  if (!(await undoStack.undo())) say("There is nothing to undo.");
}

function tellRefusals({ refused }: Settled<Upload>): void {
  const [first] = refused;
  if (!first) return;
  const what = refused.length === 1 ? first.item.original_filename : files(refused.length);
  sayRefused(`${what}: ${reasonOf(first.error)}`);
}
