import { expect, it, vi } from "vitest";

import { findAround } from "./around";

interface Landed {
  id: number;
  created_at: string;
}

let library: Landed[] = [];

vi.mock("./requests", () => ({
  listUploads: ({ from, to }: { from?: string; to?: string }, sort: string) => {
    const ascending = between(from, to).sort((a, b) => a.created_at.localeCompare(b.created_at) || a.id - b.id);
    return Promise.resolve({ items: sort === "oldest" ? ascending : ascending.reverse() });
  },
  summarize: ({ from }: { from: string }) => Promise.resolve({ count: between(from).length, bytes: 0 }),
}));

function between(from = "", to = "~"): Landed[] {
  return library.filter(({ created_at: landed }) => landed >= from && landed < to);
}

const place = async (file: Landed) => {
  const found = await findAround(file);
  return found && [found.place, found.previous?.id ?? null, found.next?.id ?? null];
};

const landed = (id: number, second: number): Landed => ({
  id,
  created_at: `2026-11-24T09:41:${String(second).padStart(2, "0")}.000001Z`,
});

it("finds the place of a file deep in the list, and who stands beside it", async () => {
  library = Array.from({ length: 50 }, (_, index) => landed(index + 1, index));
  expect(await place(landed(12, 11))).toEqual([39, 13, 11]);
});

it("finds nobody beyond the ends", async () => {
  library = [landed(1, 1), landed(2, 2)];
  expect(await place(landed(2, 2))).toEqual([1, null, 1]);
  expect(await place(landed(1, 1))).toEqual([2, 2, null]);
});

it("keeps the order of those that landed in the same instant", async () => {
  library = [landed(1, 1), landed(2, 5), landed(3, 5), landed(4, 5), landed(5, 9)];
  expect(await place(landed(3, 5))).toEqual([3, 4, 2]);
  expect(await place(landed(2, 5))).toEqual([4, 3, 1]);
});

it("knows nothing of a file that is not in the list", async () => {
  library = [landed(1, 1)];
  expect(await place(landed(7, 2))).toBeNull();
});
