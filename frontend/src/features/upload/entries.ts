import { ANEW } from "./state";
import type { Entry, HoldReason, Planned } from "./types";

/** An upload as it is taken in. `held`: what holds everything that is not held already. */
export function entryOf(planned: Planned, id: number, drop: number, held: HoldReason | null): Entry {
  const { name, size, file, options, missed, paused } = planned;
  return {
    id,
    drop,
    file,
    name,
    size,
    options,
    ...(missed ? { state: "missed", hold: null } : readiness(file, held ?? (paused ? "paused" : null))),
    ...ANEW,
    reason: missed?.reason ?? null,
    mend: missed?.mend ?? null,
    landed: null,
    known: false,
    tookMs: null,
    copied: false,
    kept: false,
  };
}

/** What waits its turn, as soon as there are bytes to send. */
export function readiness(
  file: File | null,
  held: HoldReason | null = null,
): Pick<Entry, "state" | "hold"> {
  if (!file) return { state: "held", hold: "bytes" };
  return held ? { state: "held", hold: held } : { state: "waits", hold: null };
}

/** Whether it goes on by itself, now or later. */
export function isOpen({ state, hold }: Entry): boolean {
  if (state === "held") return hold !== "paused" && hold !== "bytes";
  return state === "waits" || state === "falls";
}

type Ready = Entry & { file: File };

/** Of those that wait their turn the smallest, and of equals the first. */
export function smallest(entries: readonly Entry[]): Ready | undefined {
  return entries
    .filter((entry): entry is Ready => entry.state === "waits" && entry.file !== null)
    .reduce<Ready | undefined>(
      (least, entry) => (least && least.size <= entry.size ? least : entry),
      undefined,
    );
}
