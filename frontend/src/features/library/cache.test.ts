import { describe, expect, it } from "vitest";

import type { Pages, Sortable } from "./cache";
import { comparing, inserted, replaced, without } from "./cache";

const file = (id: number, patch: Partial<Sortable> = {}): Sortable => ({
  id,
  created_at: new Date(2026, 10, 1, 0, id).toISOString(),
  file_size: id * 100,
  original_filename: `file-${id}.png`,
  view_count: 0,
  ...patch,
});

const list = (pages: number[][], more = false): Pages<Sortable> => ({
  pageParams: pages.map(() => null),
  pages: pages.map((ids, index) => ({
    items: ids.map((id) => file(id)),
    next_cursor: more || index < pages.length - 1 ? "c" : null,
  })),
});

const ids = (pages: Pages<Sortable>) => pages.pages.map((page) => page.items.map(({ id }) => id));

describe("lists in the cache", () => {
  it("replace one file and leave the pages without it untouched", () => {
    const before = list([[9, 8], [7]]);
    const after = replaced(before, 7, (item) => ({ ...item, view_count: 5 }));
    expect(after.pages[1]?.items[0]?.view_count).toBe(5);
    expect(after.pages[0]).toBe(before.pages[0]);
    expect(replaced(before, 1, (item) => item)).toBe(before);
  });

  it("lose files and get them back in their place", () => {
    const before = list([[9, 8], [7, 6]]);
    const after = without(before, new Set([8, 7]));
    expect(ids(after)).toEqual([[9], [6]]);
    expect(ids(inserted(after, [file(8), file(7)], "newest")).flat()).toEqual([9, 8, 7, 6]);
  });

  it("take new files in on top", () => {
    expect(ids(inserted(list([[9, 8]]), [file(10)], "newest"))).toEqual([[10, 9, 8]]);
    expect(ids(inserted(list([[]]), [file(10)], "newest"))).toEqual([[10]]);
  });

  it("do not show a file twice", () => {
    expect(ids(inserted(list([[9, 8]]), [file(9)], "newest"))).toEqual([[9, 8]]);
  });

  it("leave to a later page what belongs there", () => {
    expect(ids(inserted(list([[9, 8]], true), [file(3)], "newest"))).toEqual([[9, 8]]);
    expect(ids(inserted(list([[9, 8]]), [file(3)], "newest"))).toEqual([[9, 8, 3]]);
    expect(ids(inserted(list([[9, 8]], true), [file(3)], "newest", true))).toEqual([[9, 8, 3]]);
    expect(ids(inserted(list([[]], true), [file(3), file(4)], "newest", true))).toEqual([[4, 3]]);
  });
});

it.each([
  ["newest", [3, 2, 1]],
  ["oldest", [1, 2, 3]],
  ["largest", [3, 2, 1]],
  ["smallest", [1, 2, 3]],
  ["name", [1, 2, 3]],
  ["views", [2, 3, 1]],
] as const)("%s", (sort, order) => {
  const files = [file(1), file(2, { view_count: 9 }), file(3)];
  expect([...files].sort(comparing(sort)).map(({ id }) => id)).toEqual(order);
});
