import { describe, expect, it } from "vitest";

import type { ArchiveEntry, ArchiveRow } from "./archive";
import { found, openAtFirst, rowsOf, treeOf } from "./archive";

const file = (path: string, size = 10): ArchiveEntry => ({ path, size, modified: null, is_folder: false });
const folder = (path: string): ArchiveEntry => ({ path, size: 0, modified: "2026-11-24T10:00:00Z", is_folder: true });
const shown = (rows: readonly ArchiveRow[]) => rows.map(({ node, depth }) => `${"  ".repeat(depth)}${node.name}${node.isFolder ? "/" : ""}`);

const root = treeOf([
  folder("src/"),
  file("src/b10.ts", 5),
  file("src/b9.ts", 7),
  file("src/lib/deep/x.ts", 100),
  file("README.md", 1),
  file("./a//odd.txt", 2),
  file("win\\path.txt", 3),
]);

describe("treeOf", () => {
  it("puts folders first, and numbers in their order", () => {
    expect(shown(rowsOf(root, new Set(["src"])))).toEqual(["a/", "src/", "  lib/", "  b9.ts", "  b10.ts", "win/", "README.md"]);
  });

  it("sums what lies in a folder", () => {
    const src = root.children.find(({ name }) => name === "src");
    expect(src).toMatchObject({ size: 112, files: 3, modified: "2026-11-24T10:00:00Z", path: "src" });
    expect(root).toMatchObject({ size: 118, files: 6 });
  });

  it("keeps a folder where a file has its name", () => {
    expect(shown(rowsOf(treeOf([file("a/b"), file("a")]), new Set(["a"])))).toEqual(["a/", "  b"]);
    expect(rowsOf(treeOf([file("")]), new Set())).toEqual([]);
  });
});

it("finds with the folders that lead there", () => {
  expect(shown(found(root, " X.TS"))).toEqual(["src/", "  lib/", "    deep/", "      x.ts"]);
  expect(shown(found(root, "src/b9"))).toEqual(["src/", "  b9.ts"]);
  expect(found(root, "nothing")).toEqual([]);
});

it("opens few at once, and of many the way to the first choice", () => {
  expect(openAtFirst(root, 7)).toEqual(new Set(["a", "src", "src/lib", "src/lib/deep", "win"]));
  const many = treeOf(Array.from({ length: 50 }, (_, at) => file(`pack/1.0/f${at}/x`)));
  expect(openAtFirst(many, 50)).toEqual(new Set(["pack", "pack/1.0"]));
});
