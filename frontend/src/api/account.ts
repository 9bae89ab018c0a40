import { api, orThrow } from "./client";
import { session } from "./session";

const JOIN_MS = 300;
let timer: ReturnType<typeof setTimeout> | undefined;

/** The account's figures changed with its files: asks for them anew, once for several acts in a row. */
export function recountAccount(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void recount(), JOIN_MS);
}

/** A failure is left alone: the figures of before stand until the next act. */
async function recount(): Promise<void> {
  const user = await api
    .GET("/api/users/me")
    .then(orThrow)
    .catch(() => null);
  if (user) session.userChanged(user);
}
