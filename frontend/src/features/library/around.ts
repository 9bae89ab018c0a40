import type { Upload } from "./requests";
import { listUploads, summarize } from "./requests";

export interface Around {
  place: number;
  previous: Upload | null;
  next: Upload | null;
}

/** Several files may have landed in the same instant, hardly more than these. */
const SAME_INSTANT = 20;

/** Where a file stands in the plain list, newest first, however deep: asked for without loading that list. */
export async function findAround(
  { id, created_at: landed }: Pick<Upload, "id" | "created_at">,
  signal?: AbortSignal,
): Promise<Around | null> {
  const [sinceThen, before, counted] = await Promise.all([
    listUploads({ from: landed }, "oldest", null, signal, SAME_INSTANT),
    listUploads({ to: landed }, "newest", null, signal, 1),
    summarize({ from: landed }, signal),
  ]);
  return standing(id, { sinceThen: sinceThen.items, before: before.items[0] ?? null, count: counted.count });
}

interface Surroundings<T> {
  /** The first that landed at the file's instant or later, the oldest first: the file is among them. */
  sinceThen: readonly T[];
  /** The last that landed before that instant. */
  before: T | null;
  /** How many landed at that instant or later. */
  count: number;
}

/** The same, from what the host said. Null: the file is not in the list. */
export function standing<T extends { id: number }>(id: number, { sinceThen, before, count }: Surroundings<T>) {
  // Those of the same instant that come before it here come after it in the list.
  const at = sinceThen.findIndex((upload) => upload.id === id);
  if (at < 0) return null;
  return { place: count - at, previous: sinceThen[at + 1] ?? null, next: sinceThen[at - 1] ?? before };
}
