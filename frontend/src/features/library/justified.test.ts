import { describe, expect, it } from "vitest";

import { aspectOf, justify } from "./justified";

const frame = { width: 1_000, target: 148, gap: 14 };
const aspect = (item: number) => item;

function total(row: { items: { width: number }[] }): number {
  return row.items.reduce((sum, { width }) => sum + width, 0) + 14 * (row.items.length - 1);
}

describe("aspectOf", () => {
  it("keeps natural shapes and clamps extreme ones", () => {
    expect(aspectOf({ width: 1_600, height: 1_000 }, 1)).toBe(1.6);
    expect(aspectOf({ width: 100, height: 5_000 }, 1)).toBe(0.66);
    expect(aspectOf({ width: 5_000, height: 100 }, 1)).toBe(3);
  });

  it("falls back where the size is not known", () => {
    expect(aspectOf({ width: null, height: null }, 1.3)).toBe(1.3);
    expect(aspectOf({ width: 0, height: 10 }, 1.3)).toBe(1.3);
  });
});

describe("justify", () => {
  it("has no rows for no items", () => {
    expect(justify([], aspect, frame)).toEqual([]);
  });

  it("fills every row but the last to the pixel", () => {
    const items = [1.6, 1.5, 0.66, 1.78, 1.15, 1.78, 0.75, 1.33, 1.3, 1.38, 1.6, 1, 2.29];
    const rows = justify(items, aspect, frame);
    expect(rows.length).toBeGreaterThan(2);
    for (const row of rows.slice(0, -1)) expect(total(row)).toBe(1_000);
    expect(rows.flatMap((row) => row.items.map((placed) => placed.item))).toEqual(items);
  });

  it("stretches no row by more than 1.45 and never the last", () => {
    const rows = justify([3, 3, 3, 0.66], aspect, frame);
    for (const row of rows) expect(row.height).toBeLessThanOrEqual(Math.round(148 * 1.45));
    expect(rows[rows.length - 1]?.height).toBe(148);
  });

  it("shrinks a picture that is wider than the page", () => {
    const [row] = justify([3], aspect, { width: 358, target: 148, gap: 10 });
    expect(row?.items[0]?.width).toBe(358);
    expect(row?.height).toBe(119);
  });

  it("looks at each of 10,000 items a few times at most", () => {
    const items = Array.from({ length: 10_000 }, (_, index) => 0.7 + (index % 20) / 10);
    let looks = 0;
    const rows = justify(items, (item) => ((looks += 1), aspect(item)), frame);
    expect(rows.reduce((sum, row) => sum + row.items.length, 0)).toBe(10_000);
    expect(looks).toBeLessThanOrEqual(40_000);
  });
});
