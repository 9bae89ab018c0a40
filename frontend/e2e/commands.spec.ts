import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { clipboard, fileRow, put, signUp } from "./library.helpers";

test("pages, acts and files by a few letters", async ({ page, request, isMobile }) => {
  test.skip(isMobile, "A phone has no keyboard.");
  const account = await signUp(page);
  const atlas = await put(request, account, "atlas-tiles.png");
  await put(request, account, "receipt.png");
  await page.goto("/library");
  await fileRow(page, "atlas-tiles.png").focus();

  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: "Find files, pages and acts" });
  await expect(field).toBeFocused();
  await expect(page.getByRole("group", { name: "atlas-tiles.png" }).getByRole("option", { name: "Copy the link" })).toBeVisible();
  await field.fill("copy the");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(page.getByText("Link copied")).toBeVisible();
  expect(await clipboard(page)).toBe(atlas.url);
  await expect(fileRow(page, "atlas-tiles.png")).toBeFocused();

  await page.keyboard.press("Control+k");
  await field.fill("rename");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog", { name: "Rename" }).getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.press("Control+k");
  await expect(field).toBeHidden();
  await page.keyboard.press("Escape");

  await page.keyboard.press("Control+k");
  await field.fill("receipt");
  const found = page.getByRole("group", { name: "Files" }).getByRole("option", { name: /receipt\.png/ });
  await expect(found).toHaveAttribute("aria-selected", "true");
  await expect(field).toHaveAttribute("aria-activedescendant", (await found.getAttribute("id")) ?? "none");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/files\/\d+$/);

  await page.keyboard.press("Control+k");
  await field.fill("settings");
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("option", { name: "Settings: tokens" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/settings\/profile$/);

  await page.keyboard.press("Control+k");
  await field.fill("kassenbon");
  await expect(page.getByText("Nothing here is called “kassenbon”.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(field).toBeHidden();
});

test("has its way in on a phone", async ({ page, isMobile }) => {
  test.skip(!isMobile, "There the keyboard leads to it.");
  await signUp(page);
  await page.goto("/trash");
  await page.getByRole("button", { name: "Find files, pages and acts" }).click();
  await page.getByRole("combobox").fill("dark");
  await page.getByRole("option", { name: "Dark theme" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in the command menu, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await signUp(page);
    await page.goto("/trash");
    await expect(page.getByText("The trash is empty.", { exact: true })).toBeVisible();
    await page.keyboard.press("Control+k");
    await expect(page.getByRole("option").first()).toBeVisible();
    expect((await new AxeBuilder({ page }).include("[role=dialog]").analyze()).violations).toEqual([]);
  });
}
