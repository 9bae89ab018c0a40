import { expect, it } from "vitest";

import { withinTheApp } from "./withinTheApp";

it.each([
  ["/settings/tokens?a=1#b", "/settings/tokens?a=1#b"],
  ["/library", "/library"],
  [null, "/library"],
  ["", "/library"],
  ["/", "/library"],
  ["https://evil.example/", "/library"],
  ["//evil.example/path", "/library"],
  ["/\\evil.example/path", "/library"],
  ["javascript:alert(1)", "/library"],
])("%s leads to %s", (next, to) => {
  expect(withinTheApp(next)).toBe(to);
});
