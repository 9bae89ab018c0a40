import { describe, expect, it } from "vitest";

import type { Dropped } from "./door";
import { isHidden, walk } from "./folders";

interface Tree { [name: string]: Tree | File }

function entryOf(name: string, node: Tree | File): FileSystemEntry {
  if (node instanceof File) {
    const file = (done: (file: File) => void) => {
      done(node);
    };
    return { name, isFile: true, isDirectory: false, file } as unknown as FileSystemEntry;
  }
  const children = Object.entries(node).map(([child, value]) => entryOf(child, value));
  const createReader = () => {
    let at = 0;
    // As browsers do: a hundred at a time, then an empty list.
    const readEntries = (done: (some: FileSystemEntry[]) => void) => {
      done(children.slice(at, (at += 100)));
    };
    return { readEntries };
  };
  return { name, isFile: false, isDirectory: true, createReader } as unknown as FileSystemEntry;
}

function dropOf(tree: Tree): Dropped {
  return {
    entries: Object.entries(tree).map(([name, node]) => entryOf(name, node)),
    files: Object.values(tree).filter((node) => node instanceof File),
    text: "",
    alt: false,
  };
}

const file = (name: string) => new File(["x"], name);

describe("walk", () => {
  it("takes files as they are, hidden ones too: they were meant", async () => {
    const walked = await walk(dropOf({ "b.png": file("b.png"), ".env": file(".env") }));
    expect(walked.files.map(({ name }) => name)).toEqual(["b.png", ".env"]);
    expect(walked.hidden).toBe(0);
  });

  it("walks folders in order and leaves hidden and system files out", async () => {
    const walked = await walk(
      dropOf({
        photos: {
          "10.jpg": file("10.jpg"),
          "2.jpg": file("2.jpg"),
          ".DS_Store": file(".DS_Store"),
          "Thumbs.db": file("Thumbs.db"),
          deeper: { "1.jpg": file("1.jpg") },
        },
        "last.txt": file("last.txt"),
      }),
    );
    expect(walked.files.map(({ name }) => name)).toEqual(["2.jpg", "10.jpg", "1.jpg", "last.txt"]);
    expect(walked).toMatchObject({ hidden: 2, folders: 2 });
  });

  it("reads large folders to their end", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 250 }, (_, index) => [`${index}.txt`, file(`${index}.txt`)]),
    );
    expect((await walk(dropOf({ many }))).files).toHaveLength(250);
  });

  it("finds nothing in an empty folder", async () => {
    expect(await walk(dropOf({ empty: {} }))).toEqual({ files: [], hidden: 0, folders: 1 });
  });
});

it("knows what is hidden", () => {
  expect([".git", "desktop.ini", "Thumbs.db"].every(isHidden)).toBe(true);
  expect(isHidden("readme.md")).toBe(false);
});
