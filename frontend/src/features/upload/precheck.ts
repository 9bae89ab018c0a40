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
  return { taken, notice: noticeOf(files.length, large, misfits, limits, pendingBytes) };
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

function noticeOf(
  total: number,
  large: File[],
  misfits: File[],
  limits: Limits,
  pendingBytes: number,
): Omit<Notice, "id"> {
  const left = Math.max(0, (limits.bytesLeft ?? 0) - pendingBytes);
  const files = [
    ...large.map((file) => ({ name: file.name, reason: tooLarge(file.size, limits.maxFileSize) })),
    ...misfits.map((file) => ({
      name: file.name,
      reason: `${formatBytes(file.size)} does not fit into the ${formatBytes(left)} left.`,
    })),
  ];
  const mend = misfits.length > 0 && limits.trashBytes > 0 ? "empty-trash" : null;
  return { files, mend, text: sentence(total, large, misfits, limits, left) };
}

function sentence(
  total: number,
  large: File[],
  misfits: File[],
  limits: Limits,
  left: number,
): string {
  const refused = large.length + misfits.length;
  if (total === 1) {
    const [file] = [...large, ...misfits] as [File];
    return large.length === 1
      ? tooLarge(file.size, limits.maxFileSize)
      : `Did not fit: you have ${formatBytes(left)} left and it needs ${formatBytes(file.size)}.`;
  }
  if (large.length === 0) {
    const needed = misfits.reduce((sum, file) => sum + file.size, 0);
    const files = refused === 1 ? "1 file" : `${refused} files`;
    const need = refused === 1 ? "it needs" : "they need";
    return `${files} did not fit: you have ${formatBytes(left)} left and ${need} ${formatBytes(needed)}.`;
  }
  const why = [
    `${large.length} over ${formatBytes(limits.maxFileSize ?? 0)}`,
    ...(misfits.length > 0 ? [`${misfits.length} without room`] : []),
  ];
  return `${refused} of ${total} ${refused === 1 ? "is" : "are"} not taken: ${why.join(", ")}.`;
}
