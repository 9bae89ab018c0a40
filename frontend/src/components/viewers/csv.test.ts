import { describe, expect, it } from "vitest";

import { parseCsv, separatorOf, sheetOf } from "./csv";

describe("parseCsv", () => {
  it.each([
    ["a,b\n1,2\n", [["a", "b"], ["1", "2"]]],
    ["a,b\r\n1,2", [["a", "b"], ["1", "2"]]],
    ['"a, b","say ""so"""\n1,', [["a, b", 'say "so"'], ["1", ""]]],
    ['"two\nlines",x\n', [["two\nlines", "x"]]],
    ["a,b\n\n\n1,2\n", [["a", "b"], ["1", "2"]]],
    ['"never closed', [["never closed"]]],
    ['"odd"tail,b', [["oddtail", "b"]]],
    ["", []],
  ])("%j", (text, rows) => {
    expect(parseCsv(text, ",")).toEqual(rows);
  });
});

it("finds the separator", () => {
  expect(separatorOf("a;b;c\n1,5;2;3")).toBe(";");
  expect(separatorOf("a\tb\n1\t2")).toBe("\t");
  expect(separatorOf('"a;b;c",d')).toBe(",");
  expect(separatorOf("alone")).toBe(",");
});

it("knows which columns are figures, and how wide they are", () => {
  const sheet = sheetOf("name,size\nsemper,1 200\nlonger name,3.5 %\nthird,\n");
  expect(sheet?.head).toEqual(["name", "size"]);
  expect(sheet?.rows).toHaveLength(3);
  expect(sheet?.figures).toEqual([false, true]);
  expect(sheet?.widths).toEqual([11, 5]);
  expect(sheetOf("no table at all")).toBeNull();
  expect(sheetOf("")).toBeNull();
});
