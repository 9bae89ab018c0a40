export interface Shape {
  width: number | null;
  height: number | null;
}

export interface Placed<T> {
  item: T;
  width: number;
}

export interface JustifiedRow<T> {
  items: Placed<T>[];
  height: number;
}

export interface Frame {
  width: number;
  /** Height of a picture that fits without stretching. */
  target: number;
  gap: number;
}

const NARROWEST = 0.66;
const WIDEST = 3;
/** A row is stretched to the full width by at most this much; the last row of a day not at all. */
const STRETCH = 1.45;

export function aspectOf(shape: Shape, fallback: number): number {
  if (!shape.width || !shape.height) return fallback;
  return Math.min(WIDEST, Math.max(NARROWEST, shape.width / shape.height));
}

/**
 * Breaks items into rows of one height each: as many as fit at the target height, then the row is
 * stretched until it fills the width. Whole pixels; the last item of a row takes the remainder.
 */
export function justify<T>(
  items: readonly T[],
  aspect: (item: T) => number,
  frame: Frame,
): JustifiedRow<T>[] {
  const rows: JustifiedRow<T>[] = [];
  let pending: T[] = [];
  let used = 0;
  for (const item of items) {
    const width = Math.min(aspect(item) * frame.target, frame.width);
    const gap = pending.length > 0 ? frame.gap : 0;
    if (pending.length > 0 && used + gap + width > frame.width) {
      rows.push(rowOf(pending, aspect, frame, STRETCH));
      pending = [];
      used = 0;
    }
    used += (pending.length > 0 ? frame.gap : 0) + width;
    pending.push(item);
  }
  if (pending.length > 0) rows.push(rowOf(pending, aspect, frame, 1));
  return rows;
}

function rowOf<T>(
  items: T[],
  aspect: (item: T) => number,
  frame: Frame,
  stretch: number,
): JustifiedRow<T> {
  const aspects = items.reduce((sum, item) => sum + aspect(item), 0);
  const room = frame.width - frame.gap * (items.length - 1);
  const filling = room / aspects;
  const height = Math.min(filling, frame.target * stretch);
  const placed = items.map((item) => ({ item, width: Math.floor(aspect(item) * height) }));
  if (height === filling) {
    const taken = placed.reduce((sum, { width }) => sum + width, 0);
    (placed[placed.length - 1] as Placed<T>).width += Math.floor(room - taken);
  }
  return { items: placed, height: Math.round(height) };
}
