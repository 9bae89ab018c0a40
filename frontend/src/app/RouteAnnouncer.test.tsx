import { act, fireEvent, render, screen } from "@testing-library/react";
import { Link, MemoryRouter } from "react-router";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { RouteAnnouncer } from "./RouteAnnouncer";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const pass = (ms: number) => { act(() => { vi.advanceTimersByTime(ms); }); };

it("tells the new page's title without how far the uploads are, and not for good", () => {
  render(
    <MemoryRouter>
      <Link to="/library">Library</Link>
      <RouteAnnouncer />
    </MemoryRouter>,
  );
  expect(screen.getByRole("status")).toBeEmptyDOMElement();
  document.title = "25 % · Library · BulletDrop";
  fireEvent.click(screen.getByText("Library"));
  pass(200);
  expect(screen.getByRole("status")).toHaveTextContent(/^Library · BulletDrop$/);
  pass(3_000);
  expect(screen.getByRole("status")).toBeEmptyDOMElement();
});
