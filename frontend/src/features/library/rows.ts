import { byDay, dayWords } from "./days";
import type { Frame, Placed } from "./justified";
import { aspectOf, justify } from "./justified";
import { kindOf } from "./kinds";

export interface Shown {
  id: number;
  created_at: string;
  mime_type: string;
  width: number | null;
  height: number | null;
}

export interface HeadRow {
  kind: "head";
  key: string;
  height: number;
  words: string;
  /** Null while the day may go on in a page that is not loaded. */
  count: number | null;
}

export interface CardsRow<T> {
  kind: "cards";
  key: string;
  height: number;
  pictureHeight: number;
  cards: Placed<T>[];
  /** Place of the first card among all files. */
  first: number;
}

export type GridRow<T> = HeadRow | CardsRow<T>;

export interface GridShape extends Frame {
  headHeight: number;
  captionHeight: number;
  rowGap: number;
}

const CARD_SHAPES = { image: 1.33, video: 1.78, audio: 1.5, text: 1.15, pdf: 0.75, archive: 1.3, other: 1.3 };

export function shapeOf(file: Shown): number {
  return aspectOf(file, CARD_SHAPES[kindOf(file)]);
}

/** Files as the rows of the grid: for lists in order of time each day under its head. */
export function gridRows<T extends Shown>(
  files: readonly T[],
  shape: GridShape,
  { days, more, now }: { days: boolean; more: boolean; now: Date },
): GridRow<T>[] {
  if (!days) return cardRows(files, 0, shape);
  const rows: GridRow<T>[] = [];
  let first = 0;
  const groups = byDay(files);
  groups.forEach((day, index) => {
    const open = more && index === groups.length - 1;
    rows.push({
      kind: "head",
      key: day.key,
      height: shape.headHeight,
      words: dayWords(day.date, now),
      count: open ? null : day.items.length,
    });
    rows.push(...cardRows(day.items, first, shape));
    first += day.items.length;
  });
  return rows;
}

function cardRows<T extends Shown>(
  files: readonly T[],
  start: number,
  shape: GridShape,
): CardsRow<T>[] {
  let first = start;
  return justify(files, shapeOf, shape).map((row) => {
    const made: CardsRow<T> = {
      kind: "cards",
      key: `row-${(row.items[0]!).item.id}`,
      height: row.height + shape.captionHeight + shape.rowGap,
      pictureHeight: row.height,
      cards: row.items,
      first,
    };
    first += row.items.length;
    return made;
  });
}

/** The file above or below, as the eye sees it: in the next row of cards, nearest by its middle. */
export function verticalNeighbour<T extends Shown>(
  rows: readonly GridRow<T>[],
  index: number,
  step: 1 | -1,
  gap: number,
): number | null {
  const cards = rows.filter((row): row is CardsRow<T> => row.kind === "cards");
  const at = cards.findIndex((row) => index >= row.first && index < row.first + row.cards.length);
  const target = cards[at + step];
  const here = cards[at];
  if (!here || !target) return null;
  const middle = middles(here, gap)[index - here.first]!;
  const distances = middles(target, gap).map((candidate) => Math.abs(candidate - middle));
  return target.first + distances.indexOf(Math.min(...distances));
}

function middles<T>(row: CardsRow<T>, gap: number): number[] {
  let left = 0;
  return row.cards.map(({ width }) => {
    const middle = left + width / 2;
    left += width + gap;
    return middle;
  });
}
