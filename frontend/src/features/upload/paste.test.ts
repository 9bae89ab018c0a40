import { describe, expect, it } from "vitest";

import { guessLanguage, pastedFrom, pasteName } from "./paste";

const at = new Date(2026, 10, 24, 9, 41, 7);
const clipboard = (files: File[], text = "") =>
  ({ files, getData: (type: string) => (type === "text/plain" ? text : "") }) as unknown as DataTransfer;

describe("pastedFrom", () => {
  it("names a picture after the moment", () => {
    const pasted = pastedFrom(clipboard([new File(["x"], "image.png", { type: "image/png" })]), null, at);
    expect(pasted?.kind === "files" && pasted.files[0]?.name).toBe("paste-2026-11-24-094107.png");
  });

  it("keeps the names of files from a file manager", () => {
    const pasted = pastedFrom(clipboard([new File(["x"], "scan.pdf")]), null, at);
    expect(pasted?.kind === "files" && pasted.files[0]?.name).toBe("scan.pdf");
  });

  it("takes text where there are no files", () => {
    expect(pastedFrom(clipboard([], "hello"), null, at)).toEqual({ kind: "text", text: "hello" });
    expect(pastedFrom(clipboard([], "  \n"), null, at)).toBeNull();
  });

  it("leaves a paste into a field alone", () => {
    const field = document.createElement("textarea");
    expect(pastedFrom(clipboard([new File(["x"], "image.png")]), field, at)).toBeNull();
    expect(pastedFrom(clipboard([], "hello"), document.createElement("input"), at)).toBeNull();
  });
});

it("pads the parts of a name", () => {
  expect(pasteName(new Date(2026, 0, 2, 3, 4, 5), ".txt")).toBe("paste-2026-01-02-030405.txt");
});

describe("guessLanguage", () => {
  it.each([
    ['{"a": [1]}', ".json", "JSON"],
    ["{not json}", ".txt", "plain text"],
    ["#!/bin/bash\necho", ".sh", "a shell script"],
    ["diff --git a/x b/x\n", ".diff", "a diff"],
    ["def f(x):\n  return x", ".py", "Python"],
    ["pub struct Tile {\n", ".rs", "Rust"],
    ["# Title\n\ntext", ".md", "Markdown"],
    ["select * from uploads;", ".sql", "SQL"],
    ["Dear all,\nthanks.", ".txt", "plain text"],
  ])("%j ends in %s and looks like %s", (text, ending, language) => {
    expect(guessLanguage(text)).toEqual({ ending, language });
  });
});
