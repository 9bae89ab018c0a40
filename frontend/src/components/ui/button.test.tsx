import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";

import { Link, MemoryRouter } from "react-router";

import { Button } from "./button";

it("is pressed by pointer and keyboard", async () => {
  const pressed = vi.fn();
  render(<Button onClick={pressed}>Upload</Button>);
  await userEvent.click(screen.getByRole("button", { name: "Upload" }));
  await userEvent.keyboard("{Enter} ");
  expect(pressed).toHaveBeenCalledTimes(3);
});

it("takes no second press while it is busy, and says so", async () => {
  const pressed = vi.fn();
  render(
    <Button busy onClick={pressed}>
      Saving
    </Button>,
  );
  const button = screen.getByRole("button", { name: "Saving" });
  await userEvent.click(button);
  expect(pressed).not.toHaveBeenCalled();
  expect(button).toHaveAttribute("aria-busy", "true");
  expect(button).not.toBeDisabled();
});

it("says why it is disabled, and can still be focused", async () => {
  const submitted = vi.fn((event: React.FormEvent) => { event.preventDefault(); });
  render(
    <form onSubmit={submitted}>
      <Button type="submit" reason="Give it a name first.">
        Make the token
      </Button>
    </form>,
  );
  const button = screen.getByRole("button");
  await userEvent.tab();
  expect(button).toHaveFocus();
  expect(button).toHaveAccessibleDescription("Give it a name first.");
  await userEvent.keyboard("{Enter}");
  expect(submitted).not.toHaveBeenCalled();
});

it("lends its looks to a link", () => {
  render(
    <MemoryRouter>
      <Button asChild variant="go">
        <Link to="/login">Sign in</Link>
      </Button>
    </MemoryRouter>,
  );
  expect(screen.getByRole("link", { name: "Sign in" })).toHaveAttribute("href", "/login");
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});
