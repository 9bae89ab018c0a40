import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";

import { Button } from "./button";
import { ConfirmDialog } from "./dialog";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "./menu";

function Trash({ onAct }: { onAct: () => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => { setOpen(true); }}>Empty the trash</Button>
      <ConfirmDialog
        open={open}
        title="Empty the trash?"
        text="17 files, 240 MB. This can't be undone."
        keep="Keep them"
        act="Delete 17 files"
        onAct={onAct}
        onClose={() => { setOpen(false); }}
      />
    </>
  );
}

it("a question has the focus on what changes nothing, and gives it back", async () => {
  const act = vi.fn();
  render(<Trash onAct={act} />);
  await userEvent.click(screen.getByRole("button", { name: "Empty the trash" }));
  const dialog = screen.getByRole("alertdialog", { name: "Empty the trash?" });
  expect(dialog).toHaveAccessibleDescription("17 files, 240 MB. This can't be undone.");
  expect(screen.getByRole("button", { name: "Keep them" })).toHaveFocus();
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("alertdialog")).not.toBeInTheDocument();
  await waitFor(() => { expect(screen.getByRole("button", { name: "Empty the trash" })).toHaveFocus(); });
  expect(act).not.toHaveBeenCalled();
});

it("adds no style elements: the page's policy forbids them", async () => {
  render(<Trash onAct={vi.fn()} />);
  const before = document.querySelectorAll("style").length;
  await userEvent.click(screen.getByRole("button", { name: "Empty the trash" }));
  expect(document.querySelectorAll("style")).toHaveLength(before);
});

it("a menu is walked with the arrows, and adds no style elements either", async () => {
  const copied = vi.fn();
  const before = document.querySelectorAll("style").length;
  render(
    <Menu>
      <MenuTrigger>More</MenuTrigger>
      <MenuContent>
        <MenuItem onSelect={copied}>Copy link</MenuItem>
        <MenuItem checked>Newest first</MenuItem>
        <MenuItem danger>Delete</MenuItem>
      </MenuContent>
    </Menu>,
  );
  screen.getByRole("button", { name: "More" }).focus();
  await userEvent.keyboard("{Enter}");
  expect(await screen.findByRole("menuitem", { name: "Copy link" })).toHaveFocus();
  expect(screen.getByRole("menuitemcheckbox", { name: "Newest first" })).toBeChecked();
  expect(document.querySelectorAll("style")).toHaveLength(before);
  await userEvent.keyboard("{Enter}");
  expect(copied).toHaveBeenCalledTimes(1);
});
