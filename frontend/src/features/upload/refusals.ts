import { formatBytes } from "@/lib/format";

import type { Mend, Problem } from "./types";

export interface Limits {
  /** Bytes of one file; null: none. */
  maxFileSize: number | null;
  /** Bytes that still fit; null: no quota. */
  bytesLeft: number | null;
  /** Bytes that emptying the trash would free. */
  trashBytes: number;
}

export interface Refusal {
  reason: string;
  mend: Mend | null;
}

/** Says in one sentence why the host refused a file, and names the one act that mends it. */
export function refusalOf(problem: Problem, size: number, limits: Limits): Refusal {
  switch (problem.status) {
    case 403:
      return {
        reason: "Your account may look but not upload. Ask whoever runs this host.",
        mend: null,
      };
    case 413:
      return { reason: tooLarge(size, limits.maxFileSize, problem.detail), mend: null };
    case 415:
      return { reason: notTaken(problem), mend: null };
    case 507:
      return outOfSpace(problem, size, limits);
    default:
      return problem.status >= 500 ? broken(problem) : { reason: told(problem), mend: null };
  }
}

export function tooLarge(size: number, limit: number | null, detail?: string): string {
  if (limit === null) return detail ?? `${formatBytes(size)} is more than this host takes.`;
  return `${formatBytes(size)} is over the ${formatBytes(limit)} that this host takes.`;
}

/** The quota is the person's to mend, a full disk is not: the host tells them apart by its code. */
function outOfSpace(problem: Problem, size: number, limits: Limits): Refusal {
  if (limits.bytesLeft === null || size <= limits.bytesLeft) {
    return { reason: problem.detail ?? "The host is out of space.", mend: "retry" };
  }
  return {
    reason: `Did not fit: you have ${formatBytes(limits.bytesLeft)} left and it needs ${formatBytes(size)}.`,
    mend: limits.trashBytes > 0 ? "empty-trash" : "retry",
  };
}

function broken(problem: Problem): Refusal {
  const number = problem.errorId ? ` Number ${problem.errorId}, for whoever runs it.` : "";
  return { reason: `Something broke on the host.${number}`, mend: "retry" };
}

/** "application/vnd.microsoft.portable-executable" is for machines; the rest of the sentence is the host's. */
function notTaken({ mimeType = "", detail }: Problem): string {
  if (!detail) return "This kind of file is not taken here.";
  return /portable-executable|dosexec|msdownload/.test(mimeType)
    ? detail.replace(`${mimeType}.`, "a Windows program.").replace(/Taken here:.*$/, "Programs are not taken here.")
    : detail;
}

function told(problem: Problem): string {
  const first = problem.errors?.[0]?.message;
  return first ?? problem.detail ?? problem.title ?? "The host did not take this file.";
}
