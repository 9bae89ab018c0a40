import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";

import { Checkbox, CheckboxRow } from "./checkbox";
import { Field, PasswordField } from "./field";
import { Segments } from "./segments";
import { Select } from "./select";
import { Switch } from "./switch";

it("a field tells its hint, and in its place what is wrong", () => {
  const { rerender } = render(<Field label="Name" hint="You sign in with it." />);
  const field = screen.getByRole("textbox", { name: "Name" });
  expect(field).toHaveAccessibleDescription("You sign in with it.");
  expect(field).not.toBeInvalid();
  rerender(<Field label="Name" hint="You sign in with it." error="Somebody has this name." />);
  expect(field).toBeInvalid();
  expect(field).toHaveAccessibleDescription("Somebody has this name.");
  expect(screen.getByRole("alert")).toHaveTextContent("Somebody has this name.");
});

it("a password can be shown and hidden", async () => {
  render(<PasswordField label="Password" defaultValue="four words of mine" />);
  const field = screen.getByLabelText("Password");
  expect(field).toHaveAttribute("type", "password");
  await userEvent.click(screen.getByRole("button", { name: "Show the password" }));
  expect(field).toHaveAttribute("type", "text");
  await userEvent.click(screen.getByRole("button", { name: "Hide the password" }));
  expect(field).toHaveAttribute("type", "password");
});

it("a switch acts at once", async () => {
  const changed = vi.fn();
  render(<Switch label="Single keys act" checked={false} onChange={changed} />);
  await userEvent.click(screen.getByRole("switch", { name: "Single keys act" }));
  expect(changed).toHaveBeenCalledWith(true);
});

it("a checkbox has a mixed state", () => {
  render(<Checkbox checked="indeterminate" aria-label="Select all" />);
  expect(screen.getByRole("checkbox", { name: "Select all" })).toBePartiallyChecked();
});

it("the words of a checkbox are a part of it", async () => {
  const changed = vi.fn();
  render(<CheckboxRow label="Upload" hint="Send files." checked={false} onChange={changed} />);
  await userEvent.click(screen.getByText("Upload"));
  expect(changed).toHaveBeenCalledWith(true);
});

it("segments are one stop for Tab, and arrows choose", async () => {
  function Example() {
    const [view, setView] = useState<"grid" | "list">("grid");
    return (
      <Segments
        label="View"
        value={view}
        onChange={setView}
        options={[
          { value: "grid", label: "Grid" },
          { value: "list", label: "List" },
        ]}
      />
    );
  }
  render(<Example />);
  expect(screen.getByRole("group", { name: "View" })).toBeInTheDocument();
  await userEvent.tab();
  expect(screen.getByRole("radio", { name: "Grid" })).toHaveFocus();
  await userEvent.keyboard("{ArrowRight}");
  expect(screen.getByRole("radio", { name: "List" })).toBeChecked();
});

it("a select is the browser's own", async () => {
  const changed = vi.fn();
  render(
    <Select
      label="Ends"
      value="never"
      options={[
        { value: "never", label: "Never" },
        { value: "30", label: "After 30 days" },
      ]}
      onChange={(event) => { changed(event.target.value); }}
    />,
  );
  await userEvent.selectOptions(screen.getByRole("combobox", { name: "Ends" }), "After 30 days");
  expect(changed).toHaveBeenCalledWith("30");
});
