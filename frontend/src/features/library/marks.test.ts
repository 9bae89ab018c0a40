import { describe, expect, it } from "vitest";

import { markedParts } from "./marks";

describe("markedParts", () => {
  it.each([
    ["note 12.txt", "note 12", ["", "note", " ", "12", ".txt"]],
    ["Twelve Notes, note 12.txt", "NOTE 12", ["Twelve ", "Note", "s, ", "note", " ", "12", ".txt"]],
    ["notes.txt", "note notes", ["", "notes", ".txt"]],
    ["a (1) [b].png", "(1) [b]", ["a ", "(1)", " ", "[b]", ".png"]],
    ["İstanbul-shot.png", "shot", ["İstanbul-", "shot", ".png"]],
  ])("%s by %s", (name, q, parts) => {
    expect(markedParts(name, q)).toEqual(parts);
  });

  it("marks nothing where nothing was searched for, or the link was found and not the name", () => {
    expect(markedParts("note.txt", " n ")).toBeNull();
    expect(markedParts("note.txt", "Xy7-k")).toBeNull();
  });
});
