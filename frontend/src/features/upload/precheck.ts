import { formatBytes } from "@/lib/format";

import type { Limits } from "./refusals";
import { tooLarge } from "./refusals";
import type { Notice } from "./types";

export interface Checked {
  taken: File[];
  notice: Omit<Notice, "id"> | null;
}

/**
 * Names and sizes first: what cannot be taken is known before a byte is sent. What fits is decided
 * smallest first, the order in which the queue sends, so that as many as possible land.
 */
export function precheck(files: readonly File[], limits: Limits, pendingBytes: number): Checked {
  const large = files.filter((file) => isTooLarge(file, limits));
  const misfits = withoutRoom(
    files.filter((file) => !isTooLarge(file, limits)),
    limits,
    pendingBytes,
  );
  const refused = new Set([...large, ...misfits]);
  const taken = files.filter((file) => !refused.has(file));
  if (refused.size === 0) return { taken, notice: null };
  return { taken, notice: noticeOf(files.length, large, misfits, limits, pendingBytes + sizeOf(taken)) };
}

function isTooLarge(file: File, limits: Limits): boolean {
  return limits.maxFileSize !== null && file.size > limits.maxFileSize;
}

function withoutRoom(files: File[], limits: Limits, pendingBytes: number): File[] {
  if (limits.bytesLeft === null) return [];
  let room = limits.bytesLeft - pendingBytes;
  return [...files]
    .sort((a, b) => a.size - b.size)
    .filter((file) => {
      if (file.size > room) return true;
      room -= file.size;
      return false;
    });
}

/** `promised`: bytes of the files that are taken, of this drop and of those before it. */
function noticeOf(
  total: number,
  large: File[],
  misfits: File[],
  limits: Limits,
  promised: number,
): Omit<Notice, "id"> {
  const left = roomWords(limits, promised);
  const files = [
    ...large.map((file) => ({ name: file.name, reason: tooLarge(file.size, limits.maxFileSize) })),
    ...misfits.map((file) => ({ name: file.name, reason: `Did not fit: ${left} and it needs ${formatBytes(file.size)}.` })),
  ];
  const mend = misfits.length > 0 && limits.trashBytes > 0 ? "empty-trash" : null;
  const [only] = files;
  const text = files.length === 1 && only ? only.reason : sentence(total, large, misfits, limits, left);
  return { files, mend, text };
}

/** What is left is what will be: the meter in the sidebar says the same once the others have landed. */
function roomWords({ bytesLeft }: Limits, promised: number): string {
  const left = formatBytes(Math.max(0, (bytesLeft ?? 0) - promised));
  return promised > 0 ? `after the others there are ${left} left` : `you have ${left} left`;
}

/** What is said of several, of which the row unfolds the names. */
function sentence(
  total: number,
  large: File[],
  misfits: File[],
  limits: Limits,
  left: string,
): string {
  if (large.length === 0) {
    return `${misfits.length} files did not fit: ${left} and they need ${formatBytes(sizeOf(misfits))}.`;
  }
  const why = [
    `${large.length} over ${formatBytes(limits.maxFileSize ?? 0)}`,
    ...(misfits.length > 0 ? [`${misfits.length} without room`] : []),
  ];
  return `${large.length + misfits.length} of ${total} are not taken: ${why.join(", ")}.`;
}

function sizeOf(files: readonly File[]): number {
  return files.reduce((sum, file) => sum + file.size, 0);
}
