import { paced } from "@/lib/paced";

import { api, orThrow } from "./client";
import { session } from "./session";

const EVERY_MS = 300;

/** The account's figures changed with its files: asks for them anew. A failure leaves those of before. */
export const recountAccount = paced(async () => {
  session.userChanged(orThrow(await api.GET("/api/users/me")));
}, EVERY_MS);

/** The figures of files that come to the trash, or back from it (less than none), before the host has counted. */
export function countTrashed(files: number, bytes: number): void {
  const now = session.get();
  if (now.status !== "user") return;
  const { user } = now;
  session.userChanged({
    ...user,
    uploads_count: Math.max(0, user.uploads_count - files),
    storage_used: Math.max(0, user.storage_used - bytes),
    trash_count: Math.max(0, user.trash_count + files),
    trash_used: Math.max(0, user.trash_used + bytes),
  });
}
