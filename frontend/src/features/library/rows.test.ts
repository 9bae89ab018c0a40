import { describe, expect, it } from "vitest";

import type { CardsRow } from "./rows";
import { gridRows, shapeOf, verticalNeighbour } from "./rows";

const shape = { width: 1_000, target: 148, gap: 14, headHeight: 46, captionHeight: 40, rowGap: 18 };
const now = new Date(2026, 10, 24, 12);
const file = (id: number, day: number, width = 1_600, height = 1_000) => ({
  id,
  created_at: new Date(2026, 10, day, 10).toISOString(),
  mime_type: "image/png",
  width,
  height,
});
const files = [...Array.from({ length: 7 }, (_, id) => file(id, 24)), file(7, 23), file(8, 23)];

describe("gridRows", () => {
  it("puts each day under its head", () => {
    const rows = gridRows(files, shape, { days: true, more: false, now });
    expect(rows.map((row) => (row.kind === "head" ? `${row.words} ${row.count}` : row.cards.length))).toEqual(
      ["Today 7", 4, 3, "Yesterday 2", 2],
    );
  });

  it("does not count a day that may go on", () => {
    const rows = gridRows(files, shape, { days: true, more: true, now });
    expect(rows.flatMap((row) => (row.kind === "head" ? [row.count] : []))).toEqual([7, null]);
  });

  it("has no days where the order is another", () => {
    const rows = gridRows(files, shape, { days: false, more: false, now });
    expect(rows.map((row) => row.kind)).toEqual(["cards", "cards", "cards"]);
    expect((rows[2] as CardsRow<unknown>).first).toBe(8);
  });

  it("gives each kind its own shape where no size is known", () => {
    expect(shapeOf({ ...file(1, 1), width: null, height: null, mime_type: "application/pdf" })).toBe(0.75);
    expect(shapeOf({ ...file(1, 1), width: null, height: null, mime_type: "video/mp4" })).toBe(1.78);
  });
});

describe("verticalNeighbour", () => {
  const rows = gridRows(files, shape, { days: true, more: false, now });

  it("goes to the card that lies nearest, over the head of a day too", () => {
    expect(verticalNeighbour(rows, 0, 1, 14)).toBe(4);
    expect(verticalNeighbour(rows, 3, 1, 14)).toBe(6);
    expect(verticalNeighbour(rows, 5, 1, 14)).toBe(8);
    expect(verticalNeighbour(rows, 8, -1, 14)).toBe(5);
  });

  it("stays at the edges", () => {
    expect(verticalNeighbour(rows, 1, -1, 14)).toBeNull();
    expect(verticalNeighbour(rows, 8, 1, 14)).toBeNull();
  });
});
