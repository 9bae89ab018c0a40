import { describe, expect, it } from "vitest";

import { drawable, endingOf, kindOf, typeWord } from "./kinds";

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

describe("typeWord", () => {
  it.each([
    ["image/png", "a.png", "PNG"],
    ["image/jpeg", "a.jpg", "JPEG"],
    ["text/plain", "a.log", "Log"],
    ["text/plain", "a.txt", "Text"],
    ["application/octet-stream", "part.stl", "STL"],
    ["application/octet-stream", "part", "Data"],
    ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a.docx", "DOCX"],
  ])("%s of %s is %s", (mime_type, original_filename, word) => {
    expect(typeWord({ mime_type, original_filename })).toBe(word);
  });
});
