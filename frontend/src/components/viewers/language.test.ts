import { expect, it } from "vitest";

import { languageOf, textKindOf } from "./language";
import { LANGUAGES } from "./languages";

it.each([
  ["main.rs", "text/x-c", "rust"],
  ["Dockerfile", "text/plain", "docker"],
  ["Dockerfile.dev", "text/plain", "docker"],
  ["Makefile", "text/x-makefile", "make"],
  ["CMakeLists.txt", "text/plain", "cmake"],
  [".env.local", "text/plain", "dotenv"],
  ["INDEX.HTML", "text/html", "html"],
  ["schema.prisma", "text/plain", "prisma"],
  ["run", "text/x-shellscript", "shellscript"],
  ["data", "application/json", "json"],
  ["notes.txt", "text/html", null],
  ["LICENSE", "text/plain", null],
  ["a.unknown", "text/plain", null],
])("%s of %s is %s", (name, type, language) => {
  expect(languageOf(name, type)).toBe(language);
});

it("has a chunk for whatever it names", () => {
  for (const ending of ["ts", "py", "yml", "kt", "toml", "tsx", "m", "tf"]) {
    expect(LANGUAGES).toHaveProperty(languageOf(`a.${ending}`, "") ?? "nothing");
  }
});

it.each([
  ["a.csv", "text/plain", "table"],
  ["export", "text/csv", "table"],
  ["README.md", "text/plain", "markdown"],
  ["a.mdx", "text/plain", "plain"],
  ["a.json", "application/json", "json"],
  ["a.txt", "text/plain", "plain"],
])("%s of %s is shown as %s", (name, type, kind) => {
  expect(textKindOf(name, type)).toBe(kind);
});
