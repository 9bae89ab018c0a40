import { copyWhenReady } from "./clipboard";
import { precheck } from "./precheck";
import type { UploadQueue } from "./queue";
import type { Limits } from "./refusals";
import type { Entry, UploadOptions } from "./types";

export interface Intake {
  queue: UploadQueue;
  limits: () => Limits;
  /** Told how a drop ended, for the toast and for screen readers. */
  onCopied: (links: number, copied: boolean) => void;
}

/**
 * Takes the files of one drop, paste or choice: what cannot be taken is said at once, the others
 * start, and their links are copied together, in one write, when all have ended. Call it within the
 * gesture: the clipboard may be written only then.
 */
export function takeIn(intake: Intake, files: readonly File[], options: UploadOptions): void {
  const { queue } = intake;
  // Files that are waited for go to their rows; what is left is new.
  const fresh = files.filter((file) => !queue.supply(file));
  const { taken, notice } = precheck(fresh, intake.limits(), pendingBytes(queue));
  if (notice) queue.addNotice(notice);
  if (taken.length === 0) return;
  const result = queue.add(taken, options);
  const links = result.then(({ landed }) => {
    // A rejected promise leaves the clipboard as it was: there is nothing to copy.
    if (landed.length === 0) throw new Error("Nothing landed.");
    return landed.map((file) => file.url).join("\n");
  });
  links.catch(() => undefined);
  void copyWhenReady(links).then(async (copied) => {
    const { drop, landed } = await result;
    if (copied) queue.markCopied(drop);
    if (landed.length > 0) intake.onCopied(landed.length, copied);
  });
}

/** Sends what the host had already once more, for a link of its own. Call it within the gesture. */
export function makeAnotherLink(intake: Intake, entry: Entry): void {
  if (!entry.file) return;
  intake.queue.remove(entry.id);
  takeIn(intake, [entry.file], { ...entry.options, anyway: true });
}

function pendingBytes(queue: UploadQueue): number {
  return queue
    .snapshot()
    .entries.filter((entry) => entry.state !== "landed" && entry.state !== "missed")
    .reduce((sum, entry) => sum + entry.size, 0);
}
