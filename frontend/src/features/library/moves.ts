import type { Row } from "./listRows";
import { gridShape } from "./listRows";
import type { Upload } from "./requests";
import type { GridRow } from "./rows";
import { verticalNeighbour } from "./rows";
import type { View } from "./search";

interface Ground {
  rows: readonly Row[];
  count: number;
  width: number;
  view: View;
}

/** Where a key leads: by one along the files, by a row as the eye sees it, by a page, to an end. */
export function targetOf(key: string, index: number, { rows, count, width, view }: Ground): number | null {
  const within = (place: number) => Math.min(count - 1, Math.max(0, place));
  const vertical = (step: 1 | -1) =>
    view === "list" ? within(index + step) : verticalNeighbour(rows as readonly GridRow<Upload>[], index, step, gridShape(width).gap);
  switch (key) {
    case "k":
    case "ArrowLeft":
      return within(index - 1);
    case "j":
    case "ArrowRight":
      return within(index + 1);
    case "ArrowUp":
      return vertical(-1);
    case "ArrowDown":
      return vertical(1);
    case "PageUp":
      return within(index - 12);
    case "PageDown":
      return within(index + 12);
    case "Home":
      return 0;
    default:
      return count - 1;
  }
}
