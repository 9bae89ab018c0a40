import { describe, expect, it } from "vitest";

import { drawable, endingOf, kindOf, trueEndingOf, typeWord } from "./kinds";

describe("kindOf", () => {
  it.each([
    ["image/png", "image"],
    ["video/mp4", "video"],
    ["audio/mpeg", "audio"],
    ["text/x-rust", "text"],
    ["application/json", "text"],
    ["application/pdf", "pdf"],
    ["application/zip", "archive"],
    ["application/x-7z-compressed", "archive"],
    ["application/octet-stream", "other"],
  ])("%s is %s", (type, kind) => {
    expect(kindOf({ mime_type: type })).toBe(kind);
  });
});

it("knows what a browser cannot draw", () => {
  expect(drawable("image/png")).toBe(true);
  expect(drawable("image/heic")).toBe(false);
});

it("finds endings", () => {
  expect(endingOf("a.tar.gz")).toBe("tar.gz");
  expect(endingOf("IMG_1.HEIC")).toBe("heic");
  expect(endingOf("Makefile")).toBe("");
});

it.each([
  ["tree.tar.gz", "x7.gz", "tar.gz"],
  ["a.JPEG", "x7.jpeg", "jpeg"],
  ["fake.png", "x7.exe", "exe"],
  ["two.bin", "x7.txt", "txt"],
  ["Makefile", "x7.txt", "txt"],
])("%s at %s truly ends in %s", (original_filename, filename, ending) => {
  expect(trueEndingOf({ mime_type: "", original_filename, filename })).toBe(ending);
});

describe("typeWord", () => {
  it.each([
    ["image/png", "a.png", "x7.png", "PNG"],
    ["image/jpeg", "a.jpg", "x7.jpg", "JPEG"],
    ["text/plain", "a.log", "x7.log", "LOG"],
    ["text/plain", "a.txt", "x7.txt", "Text"],
    ["text/plain", "two.bin", "x7.txt", "Text"],
    ["text/plain", "schema.prisma", "x7.prisma", "Text"],
    ["text/x-c", "code.rs", "x7.rs", "RS"],
    ["text/x-c", "code", "x7.txt", "Text"],
    ["text/x-script.python", "a.py", "x7.py", "PY"],
    ["text/html", "page.svelte", "x7.svelte", "HTML"],
    ["application/json", "a.json", "x7.json", "JSON"],
    ["application/json", "capture.sxcu", "x7.sxcu", "SXCU"],
    ["application/octet-stream", "part.stl", "x7.stl", "STL"],
    ["application/octet-stream", "part", "x7.bin", "Data"],
    ["application/x-dosexec", "fake.png", "x7.exe", "EXE"],
    ["application/octet-stream", "fake.png", "x7.bin", "Data"],
    ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a.docx", "x7.docx", "DOCX"],
  ])("%s of %s at %s is %s", (mime_type, original_filename, filename, word) => {
    expect(typeWord({ mime_type, original_filename, filename })).toBe(word);
  });
});
