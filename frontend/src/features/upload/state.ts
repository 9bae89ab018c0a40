import type { Entry, Notice } from "./types";

export interface Snapshot {
  readonly entries: readonly Entry[];
  readonly notices: readonly Notice[];
  readonly paused: boolean;
  readonly signedOut: boolean;
  /** When the queue will try again by itself, in the clock of `now`; null: it is not waiting. */
  readonly retryAt: number | null;
}

export const EMPTY: Snapshot = {
  entries: [],
  notices: [],
  paused: false,
  signedOut: false,
  retryAt: null,
};

/** What an upload shows that does not move: no figure of an earlier try. */
export const STILL = { speed: null, secondsLeft: null } as const;
/** Held or sent again, it begins from its first byte. */
export const ANEW = { loaded: 0, ...STILL } as const;

/** What the queue is at, and who is told of it. Entries are replaced, never changed. */
export class QueueState {
  private now = EMPTY;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly snapshot = (): Snapshot => this.now;

  entry(id: number): Entry | undefined {
    return this.now.entries.find((entry) => entry.id === id);
  }

  change(patch: Partial<Snapshot>): void {
    this.now = { ...this.now, ...patch };
    for (const listener of this.listeners) listener();
  }

  update(id: number, patch: Partial<Entry>): void {
    this.updateAll((entry) => (entry.id === id ? patch : null));
  }

  /** Changes what `patchOf` has something for; tells nobody where that is nothing. */
  updateAll(patchOf: (entry: Entry) => Partial<Entry> | null): void {
    let changed = false;
    const entries = this.now.entries.map((entry) => {
      const patch = patchOf(entry);
      if (patch === null) return entry;
      changed = true;
      return { ...entry, ...patch };
    });
    if (changed) this.change({ entries });
  }
}
