import type { Session, SessionStore } from "@/api/session";
import type { User } from "@/api/types";

import type { Keeper } from "./keeper";
import type { UploadQueue } from "./queue";
import type { Limits } from "./refusals";

interface Account {
  queue: UploadQueue;
  keeper: Keeper;
  onLimits: (limits: Limits | null) => void;
}

/** The queue follows the account, page or no page: its limits, its session; another person finds it empty. */
export function followAccount(store: Pick<SessionStore, "get" | "subscribe">, account: Account): void {
  const { queue, keeper, onLimits } = account;
  let owner: number | null = null;
  const follow = (session: Session) => {
    onLimits(session.status === "user" ? limitsOf(session.user) : null);
    if (session.status === "guest") {
      // From a person to nobody: signed out on purpose, here or in another tab. Who only comes without a session leaves
      // what waits where it is.
      if (owner !== null) queue.clear();
      owner = null;
    }
    if (session.status !== "user" || session.ended) return;
    if (owner !== null && owner !== session.user.id) queue.clear();
    owner = session.user.id;
    keeper.belongTo(owner);
    if (queue.snapshot().signedOut) queue.signedIn();
  };
  store.subscribe(() => {
    follow(store.get());
  });
  follow(store.get());
}

/** What lies in the trash counts towards the limit; emptying it is offered where it would help. */
function limitsOf(user: User): Limits {
  const { storage_limit: limit, storage_used: used, trash_used: trash } = user;
  return {
    maxFileSize: user.max_file_size,
    bytesLeft: limit === null ? null : Math.max(0, limit - used - trash),
    trashBytes: trash,
  };
}
