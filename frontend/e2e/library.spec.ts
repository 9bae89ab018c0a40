import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { clipboard, fileRow, put, signUp } from "./library.helpers";

test("searches while typing, keeps the search in the address, and says what is not there", async ({ page, request }) => {
  const account = await signUp(page);
  for (const name of ["atlas-tiles.png", "atlas-sync.png", "receipt.png"]) await put(request, account, name);
  await page.goto("/library");
  await expect(page.getByRole("row")).toHaveCount(3);
  const field = page.getByRole("searchbox", { name: "Search names" });
  await field.fill("atlas");
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(page).toHaveURL(/\?q=atlas$/);

  await page.reload();
  await expect(field).toHaveValue("atlas");
  await expect(page.getByRole("row")).toHaveCount(2);

  await field.fill("kassenbon");
  await expect(page.getByText("No file matches “kassenbon”.")).toBeVisible();
  await page.getByRole("button", { name: "Clear the search" }).click();
  await expect(page.getByRole("row")).toHaveCount(3);

  await field.fill("is:private ");
  await expect(page.getByRole("button", { name: /^Visibility: Private/ })).toBeVisible();
  await expect(page.getByText("No file matches these filters.")).toBeVisible();
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(page.getByRole("row")).toHaveCount(3);
});

test("scrolls on without end, and keeps the page small", async ({ page, request }) => {
  test.setTimeout(90_000);
  const account = await signUp(page);
  const names = Array.from({ length: 320 }, (_, index) => `picture-${String(index).padStart(3, "0")}.png`);
  for (let at = 0; at < names.length; at += 16) {
    await Promise.all(names.slice(at, at + 16).map((name) => put(request, account, name)));
  }
  for (const view of ["list", "grid"]) {
    await page.goto(`/library?view=${view}&sort=name`);
    const grid = page.getByRole("grid", { name: "Files" });
    await expect(grid).toHaveAttribute("aria-rowcount", view === "list" ? "321" : "320");
    await fileRow(page, "picture-000.png").focus();
    for (let jump = 0; jump < 5; jump += 1) {
      await page.keyboard.press("End");
      await page.waitForTimeout(300);
    }
    await expect(fileRow(page, "picture-319.png")).toBeFocused();
    expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(1_500);
    await page.keyboard.press("Home");
    await expect(fileRow(page, "picture-000.png")).toBeFocused();
  }
});

test("all of it by keyboard", async ({ page, request, isMobile }) => {
  test.skip(isMobile, "A phone has no keyboard.");
  const account = await signUp(page);
  const files = [];
  for (const name of ["a.png", "b.png", "c.png", "d.png"]) files.push(await put(request, account, name));
  await page.goto("/library");
  await expect(page.getByRole("row")).toHaveCount(4);

  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowDown");
  await expect(fileRow(page, "d.png")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(fileRow(page, "c.png")).toBeFocused();
  await page.keyboard.press("c");
  await expect(page.getByText("Link copied")).toBeVisible();
  expect(await clipboard(page)).toBe(files[2]?.url);

  await page.keyboard.press("Shift+ArrowRight");
  const bar = page.getByRole("toolbar", { name: "2 selected" });
  await expect(bar).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByText("Copied 2 links")).toBeVisible();
  await page.keyboard.press("p");
  await expect(page.getByText("2 files are private. Only you see them.")).toBeVisible();
  await page.keyboard.press("z");
  await expect(fileRow(page, "b.png")).toHaveAccessibleName(/public/);

  await page.keyboard.press("Delete");
  await expect(page.getByRole("row")).toHaveCount(2);
  await expect(fileRow(page, "a.png")).toBeFocused();
  await page.keyboard.press("z");
  await expect(page.getByRole("row")).toHaveCount(4);

  await page.keyboard.press("Control+a");
  await expect(page.getByRole("toolbar", { name: "4 selected" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("toolbar")).toBeHidden();

  await fileRow(page, "a.png").focus();
  await page.keyboard.press("e");
  await page.getByRole("dialog", { name: "Rename" }).getByRole("textbox", { name: "Name" }).fill("first.png");
  await page.keyboard.press("Enter");
  await expect(fileRow(page, "first.png")).toBeFocused();
  await page.keyboard.press("v");
  await expect(page).toHaveURL(/view=list/);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/files\/\d+$/);
});

test("an act that the host refuses is taken back, with the reason", async ({ page, request }) => {
  const account = await signUp(page);
  await put(request, account, "kept.png");
  await page.goto("/library");
  await fileRow(page, "kept.png").focus();
  await page.route("**/api/uploads/*", (route) =>
    route.request().method() === "DELETE"
      ? route.fulfill({ status: 500, contentType: "application/problem+json", body: '{"status":500,"error_id":"e-1"}' })
      : route.fallback(),
  );
  await page.keyboard.press("Delete");
  await expect(page.getByText(/kept\.png: Something broke on the host\. Number e-1/)).toBeVisible();
  await expect(fileRow(page, "kept.png")).toBeVisible();
});

test("files from elsewhere join at the top, and wait where they would move the list", async ({ page, request }) => {
  const account = await signUp(page);
  await put(request, account, "first.png");
  await page.goto("/library");
  await expect(page.getByRole("row")).toHaveCount(1);
  await put(request, account, "second.png");
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await expect(fileRow(page, "second.png")).toBeVisible();

  await fileRow(page, "first.png").focus();
  await page.keyboard.press("x");
  await put(request, account, "third.png");
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await page.getByRole("button", { name: "1 new" }).click();
  await expect(fileRow(page, "third.png")).toBeVisible();
});

test("the library that could not be loaded says so and tries again", async ({ page, request }) => {
  const account = await signUp(page);
  await put(request, account, "there.png");
  await page.route("**/api/uploads?**", (route) =>
    route.fulfill({ status: 500, contentType: "application/problem+json", body: '{"status":500,"error_id":"e-2"}' }),
  );
  await page.goto("/library");
  await expect(page.getByRole("alert")).toContainText("The library couldn't be loaded.");
  await page.unroute("**/api/uploads?**");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(fileRow(page, "there.png")).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in the library, ${colorScheme}`, async ({ page, request }) => {
    test.slow();
    await page.emulateMedia({ colorScheme });
    const account = await signUp(page);
    await page.goto("/library");
    await expect(page.getByText("Nothing has landed yet.")).toBeVisible();
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

    await put(request, account, "a.png");
    await put(request, account, "b.txt", Buffer.from("text"));
    for (const view of ["grid", "list"]) {
      await page.goto(`/library?view=${view}`);
      await fileRow(page, "a.png").focus();
      await page.keyboard.press("x");
      await expect(page.getByRole("toolbar")).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    }
  });
}

test("an emptied library says where its files are, and they come back", async ({ page, request, isMobile }) => {
  test.skip(isMobile, "A phone has no keyboard.");
  const account = await signUp(page);
  for (let number = 1; number <= 14; number += 1) await put(request, account, `out-${number}.png`);
  await page.goto("/library");
  await expect(fileRow(page, "out-14.png")).toBeVisible();
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await expect(page.getByRole("heading", { name: "The library is empty." })).toBeVisible();
  await expect(page.getByText("14 files lie in the trash and can be brought back.")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Trash/ })).toContainText("14");
  await page.keyboard.press("z");
  await expect(fileRow(page, "out-1.png")).toBeVisible();
  await expect(page.getByText("Back. The links work again.")).toBeVisible();
  await page.reload();
  await expect(page.getByText(/^14 files, /)).toBeVisible();
});
