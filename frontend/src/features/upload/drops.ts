import type { Entry, LandedFile } from "./types";

/** What became of one drop, once all of its files have come to an end. */
export interface DropResult {
  readonly drop: number;
  /** In the order of dropping. */
  readonly landed: readonly LandedFile[];
}

interface Open {
  ids: ReadonlySet<number>;
  settle: (result: DropResult) => void;
}

/** The drops whose files are on their way; their links are copied together. */
export class Drops {
  private readonly open = new Map<number, Open>();

  /** Settles when each file has landed, missed or been taken out. */
  add(drop: number, ids: Iterable<number>): Promise<DropResult> {
    return new Promise((settle) => {
      this.open.set(drop, { ids: new Set(ids), settle });
    });
  }

  settle(entries: readonly Entry[]): void {
    for (const [drop, { ids, settle }] of this.open) {
      const own = entries.filter((entry) => ids.has(entry.id));
      if (!own.every((entry) => entry.state === "landed" || entry.state === "missed")) continue;
      this.open.delete(drop);
      settle({ drop, landed: own.flatMap((entry) => entry.landed ?? []) });
    }
  }

  clear(): void {
    this.open.clear();
  }
}
