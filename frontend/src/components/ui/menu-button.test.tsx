import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { lazy } from "react";
import { expect, it, vi } from "vitest";

import { MenuButton } from "./menu-button";
import type { Opened } from "./useOpener";

const load = vi.fn(async () => {
  const { FloatingMenu } = await import("./floating-menu");
  const { MenuItem } = await import("./menu");
  return {
    default: ({ opened, onCopy }: { opened: Opened; onCopy: () => void }) => (
      <FloatingMenu opened={opened}>
        <MenuItem onSelect={onCopy}>Copy link</MenuItem>
        <MenuItem>Open</MenuItem>
      </FloatingMenu>
    ),
  };
});
const Items = lazy(load);

function More({ onCopy = () => undefined }: { onCopy?: () => void }) {
  return (
    <MenuButton onNear={() => void load()} menu={(opened) => <Items opened={opened} onCopy={onCopy} />}>
      More
    </MenuButton>
  );
}

it("has no menu's code before somebody is near, and names the menu after its button", async () => {
  render(<More />);
  const button = screen.getByRole("button", { name: "More" });
  expect(load).not.toHaveBeenCalled();
  expect(button).toHaveAttribute("aria-haspopup", "menu");
  expect(button).toHaveAttribute("aria-expanded", "false");
  await userEvent.hover(button);
  expect(load).toHaveBeenCalled();
  await userEvent.click(button);
  expect(await screen.findByRole("menu", { name: "More" })).toBeVisible();
  expect(button).toHaveAttribute("aria-expanded", "true");
});

it("opens by the arrow, is walked, acts, and gives the focus back", async () => {
  const copied = vi.fn();
  render(<More onCopy={copied} />);
  const button = screen.getByRole("button", { name: "More" });
  button.focus();
  await userEvent.keyboard("{ArrowDown}");
  await screen.findByRole("menu");
  await userEvent.keyboard("{ArrowDown}{Enter}");
  expect(copied).toHaveBeenCalledTimes(1);
  await waitFor(() => { expect(button).toHaveFocus(); });
  expect(screen.queryByRole("menu")).not.toBeInTheDocument();
});

it("is closed by its button, and by Escape", async () => {
  render(<More />);
  const button = screen.getByRole("button", { name: "More" });
  await userEvent.click(button);
  await screen.findByRole("menu");
  await userEvent.click(button);
  expect(screen.queryByRole("menu")).not.toBeInTheDocument();
  await userEvent.click(button);
  await screen.findByRole("menu");
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("menu")).not.toBeInTheDocument();
});
