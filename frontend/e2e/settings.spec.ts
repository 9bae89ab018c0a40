import { expect, test } from "@playwright/test";

import { freshName, PASSWORD, signUp } from "./library.helpers";

test("the profile saves by itself, and can be undone", async ({ page }) => {
  const { username } = await signUp(page);
  const renamed = freshName();
  await page.goto("/settings");
  await expect(page).toHaveURL("/settings/profile");
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("with spaces");
  await name.press("Enter");
  await expect(name).toHaveAccessibleDescription(/begin with a letter or a digit/);
  await name.fill(renamed);
  await name.press("Enter");
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: `${renamed}: your account` }).first()).toBeAttached();
  await page.getByRole("button", { name: /^Undo/ }).click();
  await expect(name).toHaveValue(username);

  const about = page.getByRole("textbox", { name: "About" });
  await about.fill("Maps, pen plotters, the Förde at odd hours.");
  await about.blur();
  await expect(page.getByText("43 of 500 characters")).toBeVisible();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(about).toHaveValue("Maps, pen plotters, the Förde at odd hours.");
});

test("a taken name is refused by the server, and what was typed stays", async ({ page }) => {
  await signUp(page);
  await page.goto("/settings/profile");
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("boss");
  await name.press("Enter");
  await expect(name).toBeFocused();
  await expect(name).toHaveAttribute("aria-invalid", "true");
  await expect(name).toHaveValue("boss");
});

test("the e-mail asks for the password", async ({ page }) => {
  const { username } = await signUp(page);
  await page.goto("/settings/profile");
  await page.getByRole("textbox", { name: "E-mail" }).fill(`${username}@elsewhere.example`);
  await page.getByRole("textbox", { name: "Your password" }).fill("wrong one");
  await page.getByRole("button", { name: "Change the e-mail" }).click();
  await expect(page.getByRole("textbox", { name: "Your password" })).toHaveAccessibleDescription(/not your password/);
  await page.getByRole("textbox", { name: "Your password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Change the e-mail" }).click();
  await expect(page.getByText("Your e-mail is changed")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "E-mail" })).toHaveValue(`${username}@elsewhere.example`);
});

test("a new password ends the other sessions", async ({ page, browser }) => {
  const { username } = await signUp(page);
  const elsewhere = await browser.newContext();
  const login = await elsewhere.request.post("/api/auth/login", { data: { login: username, password: PASSWORD } });
  expect(login.status()).toBe(200);

  await page.goto("/settings/security");
  await expect(page.getByRole("button", { name: /^End / })).toHaveCount(1);
  await page.getByRole("button", { name: "Change" }).click();
  await page.getByRole("textbox", { name: "Your password now" }).fill(PASSWORD);
  await page.getByRole("textbox", { name: "New password" }).fill("lighthouse gravel seven kites");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByText("Your password is changed, other sessions are ended")).toBeVisible();
  await expect(page.getByText("This one", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /^End / })).toHaveCount(0);
  expect((await elsewhere.request.post("/api/auth/refresh", { data: {} })).status()).toBe(401);
  await elsewhere.close();
});

test("a session is ended from here", async ({ page, browser }) => {
  const { username } = await signUp(page);
  const elsewhere = await browser.newContext({ userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0" });
  await elsewhere.request.post("/api/auth/login", { data: { login: username, password: PASSWORD } });
  await page.goto("/settings/security");
  await page.getByRole("button", { name: "End Firefox on Linux" }).click();
  await expect(page.getByText("The session is ended")).toBeVisible();
  await expect(page.getByText("Firefox on Linux")).toHaveCount(0);
  expect((await elsewhere.request.post("/api/auth/refresh", { data: {} })).status()).toBe(401);
  await elsewhere.close();
});

test("a token is made, shown once, used and ended", async ({ page, request }) => {
  await signUp(page);
  await page.goto("/settings/tokens");
  await expect(page.getByText("No tokens yet.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Make the token" })).toHaveAccessibleDescription("Give it a name first.");
  await page.getByRole("textbox", { name: "Name" }).fill("Backup script");
  await page.getByRole("checkbox", { name: /^Look/ }).check();
  await page.getByRole("combobox", { name: "Ends" }).selectOption("After 30 days");
  await page.getByRole("button", { name: "Make the token" }).click();

  const token = await page.getByText(/^bd_/).innerText();
  await page.getByRole("button", { name: "Copy" }).first().click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);
  const authorized = { headers: { Authorization: `Bearer ${token}` } };
  expect((await request.get("/api/uploads", authorized)).status()).toBe(200);

  await page.getByRole("button", { name: "Done, it is kept" }).click();
  await expect(page.getByText(token)).toHaveCount(0);
  await expect(page.getByText(/May look and upload\. Made/)).toBeVisible();
  await page.getByRole("button", { name: "End Backup script" }).click();
  await expect(page.getByRole("button", { name: "Keep it" })).toBeFocused();
  await page.getByRole("button", { name: "End the token" }).click();
  await expect(page.getByText("No tokens yet.")).toBeVisible();
  expect((await request.get("/api/uploads", authorized)).status()).toBe(401);
});

test("the theme and the keyboard are this browser's own", async ({ page, isMobile }) => {
  await signUp(page);
  await page.goto("/settings/appearance");
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByText("Dark", { exact: true }).click();
  expect(await paper()).toBe("rgb(22, 22, 21)");
  await page.reload();
  expect(await paper()).toBe("rgb(22, 22, 21)");
  await page.getByText("Light", { exact: true }).click();
  expect(await paper()).toBe("rgb(252, 252, 250)");

  test.skip(isMobile, "a phone has no keys");
  await page.locator("body").press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("switch", { name: "Single keys act" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.locator("body").press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeHidden();
  await page.getByRole("button", { name: /^Undo/ }).click();
  await page.locator("body").press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
});

test("the account is deleted with all that is in it", async ({ page, request }) => {
  const { username } = await signUp(page);
  await page.goto("/settings/profile");
  await page.getByRole("button", { name: "Delete the account" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete the account ${username}?` });
  await dialog.getByRole("textbox", { name: "Your password" }).fill("wrong one");
  await dialog.getByRole("button", { name: "Delete the account" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Your password" }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Delete the account" }).click();
  await expect(page).toHaveURL(/\/login/);
  const again = await request.post("/api/auth/login", { data: { login: username, password: PASSWORD } });
  expect(again.status()).toBe(401);
});
