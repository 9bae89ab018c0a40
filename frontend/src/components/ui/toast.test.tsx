import { act, fireEvent, render, screen, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { toast, Toaster } from "./toast";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  act(() => { toast.dismiss(); });
  vi.useRealTimers();
});

const say = (...args: Parameters<typeof toast>) => { act(() => { toast(...args); }); };
const pass = (ms: number) => { act(() => { vi.advanceTimersByTime(ms); }); };

it("is told to readers and leaves after six seconds", () => {
  render(<Toaster />);
  say("Link copied");
  expect(within(screen.getByRole("status")).getByText("Link copied")).toBeVisible();
  pass(5_900);
  expect(screen.getByText("Link copied")).toBeInTheDocument();
  pass(200);
  expect(screen.queryByText("Link copied")).not.toBeInTheDocument();
});

it("stays ten seconds where it can be undone, and undoes once", () => {
  const undo = vi.fn();
  render(<Toaster />);
  say("3 files are in the trash, their links are off", { undo });
  pass(9_900);
  fireEvent.click(screen.getByRole("button", { name: /Undo/ }));
  expect(undo).toHaveBeenCalledTimes(1);
  expect(screen.queryByText(/in the trash/)).not.toBeInTheDocument();
});

it("stops its clock under the pointer", () => {
  render(<Toaster />);
  say("Saved");
  fireEvent.pointerEnter(screen.getByRole("region", { name: "Messages" }));
  pass(60_000);
  expect(screen.getByText("Saved")).toBeInTheDocument();
  fireEvent.pointerLeave(screen.getByRole("region", { name: "Messages" }));
  pass(6_000);
  expect(screen.queryByText("Saved")).not.toBeInTheDocument();
});

it("keeps errors until they are dismissed", () => {
  render(<Toaster />);
  act(() => { toast.error("Couldn't copy: the browser said no."); });
  pass(120_000);
  expect(within(screen.getByRole("alert")).getByText(/Couldn't copy/)).toBeInTheDocument();
  fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByText(/Couldn't copy/)).not.toBeInTheDocument();
});

it("shows one at a time, the newest in front", () => {
  render(<Toaster />);
  say("first", { undo: vi.fn() });
  say("second");
  say("second");
  expect(screen.getAllByText("second")).toHaveLength(1);
  expect(screen.getByText("first").closest("div")).toHaveClass("invisible");
  pass(6_000);
  expect(screen.getByText("first").closest("div")).not.toHaveClass("invisible");
});

it("does not come back to what was told before", () => {
  render(<Toaster />);
  say("Link copied");
  say("Private. Only you see it.", { undo: () => { toast("Public again."); } });
  fireEvent.keyDown(document.body, { key: "z" });
  expect(screen.getByText("Public again.")).toBeVisible();
  expect(screen.queryByText("Link copied")).not.toBeInTheDocument();
});

it("is undone by its key, wherever one is", () => {
  const undo = vi.fn();
  render(<Toaster />);
  say("Saved", { undo });
  fireEvent.keyDown(document.body, { key: "z" });
  fireEvent.keyDown(document.body, { key: "z" });
  expect(undo).toHaveBeenCalledTimes(1);
});
