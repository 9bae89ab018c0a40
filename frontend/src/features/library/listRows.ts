import type { GridRow, GridShape } from "./rows";
import { gridRows } from "./rows";
import type { Upload } from "./requests";
import type { Sort, View } from "./search";

export interface FileLine {
  kind: "file";
  key: string;
  height: number;
  upload: Upload;
  first: number;
}

export type Row = GridRow<Upload> | FileLine;

const DESKTOP = { target: 148, gap: 14, rowGap: 18, headHeight: 46, captionHeight: 40 };
const PHONE = { target: 104, gap: 10, rowGap: 14, headHeight: 40, captionHeight: 40 };

/** Under this width the phone's measures hold. */
const PHONE_WIDTH = 700;

export function gridShape(width: number): GridShape {
  return { ...(width < PHONE_WIDTH ? PHONE : DESKTOP), width };
}

/** The rows of either view, with their heights: what is known needs no measuring. */
export function rowsOf(
  uploads: readonly Upload[],
  { view, sort, width, more }: { view: View; sort: Sort; width: number; more: boolean },
): Row[] {
  if (width === 0) return [];
  if (view === "list") {
    const height = width < PHONE_WIDTH ? 56 : 44;
    return uploads.map((upload, first) => ({
      kind: "file",
      key: String(upload.id),
      height,
      upload,
      first,
    }));
  }
  const days = sort === "newest" || sort === "oldest";
  return gridRows(uploads, gridShape(width), { days, more, now: new Date() });
}

/** The row in which the file at this place is shown. */
export function rowOfPlace(rows: readonly Row[], place: number): number {
  return rows.findIndex(
    (row) =>
      row.kind !== "head" &&
      place >= row.first &&
      place < row.first + (row.kind === "cards" ? row.cards.length : 1),
  );
}
