const LOCK = "bulletdrop-uploads-of-";
const KEY = "bulletdrop.tab";

/** This tab among the others: each carries its own uploads, and one that is gone leaves them to the rest. */
export interface Tab {
  readonly id: string;
  /** Settles once the others can see that this tab is there. */
  readonly ready: Promise<void>;
  /** Calls back when the tab of this name is gone, of all that wait for it one after the other. */
  whenGone: (id: string, then: () => Promise<void>) => void;
}

export function thisTab(): Tab {
  // Missing where the page came without HTTPS.
  const { locks } = navigator as { locks?: LockManager };
  return locks ? lockedTab(locks) : loneTab();
}

/** A lock that is held as long as the page lives says that its tab is there. */
function lockedTab(locks: LockManager): Tab {
  const id = newId();
  const ready = new Promise<void>((seen) => {
    void locks.request(LOCK + id, () => {
      seen();
      return new Promise<never>(() => undefined);
    });
  });
  return {
    id,
    ready,
    whenGone: (other, then) => {
      void locks.request(LOCK + other, then);
    },
  };
}

/** Nobody can say which tabs are there: each takes up what it left itself, before its reload. */
function loneTab(): Tab {
  const id = rememberedId();
  return {
    id,
    ready: Promise.resolve(),
    whenGone: (other, then) => {
      if (other === id) void then();
    },
  };
}

function rememberedId(): string {
  try {
    const id = sessionStorage.getItem(KEY) ?? newId();
    sessionStorage.setItem(KEY, id);
    return id;
  } catch {
    return newId();
  }
}

/** A name that nobody else has. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join("");
}
