import { expect, it, vi } from "vitest";

import { matchingIn } from "./commands";

const run = vi.fn();
const group = { title: "Go to", acts: [{ label: "Library", run }, { label: "Settings: tokens", run }] };
const labels = (typed: string) => matchingIn(group, typed).commands.map(({ label }) => label);

it("lists all for nothing, and what holds every word", () => {
  expect(labels("")).toEqual(["Library", "Settings: tokens"]);
  expect(labels("TOK set")).toEqual(["Settings: tokens"]);
  expect(labels("go lib")).toEqual(["Library"]);
  expect(labels("library tokens")).toEqual([]);
});
