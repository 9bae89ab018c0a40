import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";

import { setPreference } from "@/lib/preferences";

import { useHotkeys } from "./useHotkeys";

const acts = { copy: vi.fn(), format: vi.fn(), help: vi.fn(), library: vi.fn(), escape: vi.fn(), all: vi.fn() };

function Page() {
  useHotkeys({
    c: acts.copy,
    "Shift+C": acts.format,
    "?": acts.help,
    "g l": acts.library,
    Escape: acts.escape,
    "Ctrl+a": acts.all,
  });
  return <input aria-label="Search" />;
}

afterEach(() => {
  setPreference("singleKeys", true);
  for (const act of Object.values(acts)) act.mockClear();
});

it("acts on single keys, pairs and combinations", async () => {
  render(<Page />);
  await userEvent.keyboard("c{Shift>}C{/Shift}?gl");
  expect(acts.copy).toHaveBeenCalledTimes(1);
  expect(acts.format).toHaveBeenCalledTimes(1);
  expect(acts.help).toHaveBeenCalledTimes(1);
  expect(acts.library).toHaveBeenCalledTimes(1);
  await userEvent.keyboard("l{Control>}a{/Control}");
  expect(acts.library).toHaveBeenCalledTimes(1);
  expect(acts.all).toHaveBeenCalledTimes(1);
});

it("leaves fields alone, but for Escape", async () => {
  render(<Page />);
  await userEvent.type(screen.getByRole("textbox"), "c?gl{Escape}");
  expect(screen.getByRole("textbox")).toHaveValue("c?gl");
  expect(acts.copy).not.toHaveBeenCalled();
  expect(acts.escape).toHaveBeenCalledTimes(1);
});

it("leaves the browser its own combinations", async () => {
  render(<Page />);
  await userEvent.keyboard("{Control>}c{/Control}{Alt>}c{/Alt}{Control>}{Shift>}A{/Shift}{/Control}");
  expect(acts.copy).not.toHaveBeenCalled();
  expect(acts.all).not.toHaveBeenCalled();
});

it("can be turned off", async () => {
  setPreference("singleKeys", false);
  render(<Page />);
  await userEvent.keyboard("c{Escape}");
  expect(acts.copy).not.toHaveBeenCalled();
  expect(acts.escape).toHaveBeenCalledTimes(1);
});
