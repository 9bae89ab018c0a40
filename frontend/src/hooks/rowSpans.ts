/** Rows from `first` to `last` are drawn; `top` is the one at the upper edge of what is in sight, null before anything was scrolled. */
export interface Span {
  first: number;
  last: number;
  top: number | null;
}

/** Where each row begins, and at the end where the last one ends. */
export function startsOf(heights: readonly number[]): readonly number[] {
  const starts = [0];
  let at = 0;
  for (const height of heights) starts.push((at += height));
  return starts;
}

/** The row that lies at this height: the first one above all, the last one below all. */
export function rowAt(starts: readonly number[], y: number): number {
  let low = 0;
  let high = Math.max(0, starts.length - 2);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** What is drawn of a list that is scrolled to `top`, in a window of this height: half a window more on either side. */
export function spanOf(starts: readonly number[], top: number, height: number): Span {
  const more = height / 2;
  return { first: rowAt(starts, top - more), last: rowAt(starts, top + height + more), top: top > 0 ? rowAt(starts, top) : null };
}
