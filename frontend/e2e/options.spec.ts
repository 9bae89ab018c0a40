import { expect, test } from "@playwright/test";

import { drop, fileRow, openLibrary, pngOf, put, signUp } from "./library.helpers";

test("options are sent, and what is harmless is remembered", async ({ page }) => {
  await signUp(page);
  await openLibrary(page);
  await page.getByRole("button", { name: "How files are sent" }).click();
  await page.getByRole("textbox", { name: "Password", exact: true }).fill("seven kites");
  await page.getByRole("spinbutton", { name: "Views at most" }).fill("3");
  await page.keyboard.press("Escape");
  const answer = page.waitForResponse((response) => response.url().endsWith("/api/uploads") && response.request().method() === "POST");
  await drop(page, [{ name: "few.png", type: "image/png", bytes: pngOf("few") }]);
  expect(await (await answer).json()).toMatchObject({ has_password: true, max_views: 3 });
  await expect(fileRow(page, "few.png")).toHaveAccessibleName(/password, 3 views left/);
  await page.reload();
  await page.getByRole("button", { name: "How files are sent" }).click();
  await expect(page.getByRole("spinbutton", { name: "Views at most" })).toHaveValue("3");
  await expect(page.getByRole("textbox", { name: "Password", exact: true })).toHaveValue("");
});

test("defaults are saved, undone, and hold for the next upload", async ({ page }) => {
  const account = await signUp(page);
  await page.goto("/settings/uploads");
  await page.getByText("Only me").click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const kept = await put(page.request, account, "kept.png");
  expect(kept).toMatchObject({ is_public: false });
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(page.getByRole("radio", { name: "Anyone with the link" })).toBeChecked();
});

test("a password is set on the page of a file, and its views are limited", async ({ page }) => {
  const account = await signUp(page);
  const file = await put(page.request, account, "locked.png");
  await page.goto(`/files/${file.id}`);
  await page.getByRole("switch", { name: "Password" }).click();
  await page.getByRole("textbox", { name: "New password" }).fill("seven kites");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByRole("button", { name: "Copy link and password" })).toBeVisible();
  await page.getByRole("combobox", { name: "Views at most" }).selectOption("5");
  await expect(page.getByText("5 of 5 left")).toBeVisible();
});
