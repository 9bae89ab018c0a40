import { expect, test } from "@playwright/test";

import { freshName, PASSWORD, signUp } from "./library.helpers";

test("register, sign out, sign in again", async ({ page }) => {
  const username = freshName();
  await page.goto("/");
  await page.getByRole("link", { name: "Make an account" }).click();
  await expect(page).toHaveTitle("Make an account · BulletDrop");

  await page.getByRole("textbox", { name: "Name" }).fill(username);
  await expect(page.getByText("free", { exact: true })).toBeVisible();
  await page.getByRole("textbox", { name: "E-mail" }).fill(`${username}@example.org`);
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await expect(page.getByText(/Guessed in centuries/)).toBeVisible();
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page).toHaveURL("/library");

  await page.getByRole("button", { name: `${username}: your account` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login/);

  await page.getByRole("textbox", { name: "Name or e-mail" }).fill(username.toUpperCase());
  await page.getByRole("textbox", { name: "Password" }).fill("not this one at all");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").first()).toHaveText("The name or the password is wrong.");
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL("/library");
});

test("signing in leads to where one wanted to go, and nowhere else", async ({ page }) => {
  const { username } = await signUp(page);
  await page.context().clearCookies();
  await page.goto("/settings/tokens?from=mail");
  await expect(page).toHaveURL("/login?next=%2Fsettings%2Ftokens%3Ffrom%3Dmail");
  await page.getByRole("textbox", { name: "Name or e-mail" }).fill(username);
  await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL("/settings/tokens?from=mail");
  await page.goto("/login?next=https://elsewhere.example/");
  await expect(page).toHaveURL("/library");
});

test("what is wrong with a new account is said at its field", async ({ page }) => {
  const taken = await signUp(page);
  await page.context().clearCookies();
  await page.goto("/register");
  await page.getByRole("textbox", { name: "Name" }).fill(taken.username);
  await expect(page.getByText("Somebody has this name. Choose another.")).toBeVisible();
  await page.getByRole("textbox", { name: "Name" }).fill("no spaces here");
  await page.getByRole("textbox", { name: "E-mail" }).fill("nobody");
  await page.getByRole("textbox", { name: "Password" }).fill("short");
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveAccessibleDescription(/begin with a letter or a digit/);
  await expect(page.getByRole("textbox", { name: "E-mail" })).toHaveAccessibleDescription(/needs a name, an @ and a host/);
  await expect(page.getByRole("textbox", { name: "Password" })).toHaveAccessibleDescription("At least 8 characters.");

  // What only the server knows: a password that everybody uses.
  await page.getByRole("textbox", { name: "Name" }).fill(freshName());
  await page.getByRole("textbox", { name: "E-mail" }).fill(`${freshName()}@example.org`);
  await page.getByRole("textbox", { name: "Password" }).fill("password123");
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByRole("textbox", { name: "Password" })).toHaveAccessibleDescription(/Two more words would make it hold/);
});

test("a reload keeps the session, and storage holds no token", async ({ page }) => {
  const { username } = await signUp(page);
  await page.goto("/settings/profile");
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue(username);
  await page.reload();
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue(username);
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage, cookie: document.cookie }));
  expect(kept).not.toMatch(/eyJ|bd_|bulletdrop_refresh/);
});

test("a session that ends in the middle asks for the password over the page", async ({ page }) => {
  const { username, token } = await signUp(page);
  await page.goto("/settings/profile");
  await expect(page.getByRole("textbox", { name: "Name" })).toHaveValue(username);

  // Ended from elsewhere: another device, or whoever runs the host.
  const sessions = await page.request.get("/api/auth/sessions", { headers: { Authorization: `Bearer ${token}` } });
  const { items } = (await sessions.json()) as { items: { id: number }[] };
  for (const { id } of items) {
    await page.request.delete(`/api/auth/sessions/${id}`, { headers: { Authorization: `Bearer ${token}` } });
  }

  await page.getByRole("textbox", { name: "About" }).fill("Maps.");
  await page.getByRole("textbox", { name: "About" }).blur();
  const dialog = page.getByRole("dialog", { name: "You were signed out" });
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeVisible();
  await dialog.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL("/settings/profile");
  await expect(page.getByRole("textbox", { name: "About" })).toHaveValue("Maps.");
});

test("two tabs are one session", async ({ page, context }) => {
  const { username } = await signUp(page);
  await page.goto("/library");
  const other = await context.newPage();
  await other.goto("/settings/profile");
  await expect(other.getByRole("textbox", { name: "Name" })).toHaveValue(username);
  await page.getByRole("button", { name: `${username}: your account` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(other).toHaveURL(/\/login/);
});

test("the setup page says that the host is set up already", async ({ page }) => {
  await page.goto("/setup#token=bd-not-a-token");
  await expect(page.getByText("This host is set up already")).toBeVisible();
  expect(page.url()).not.toContain("token");
});

test("an address that leads nowhere says so", async ({ page }) => {
  await page.goto("/login/nowhere");
  await expect(page.getByRole("heading", { name: "There is nothing at this address." })).toBeVisible();
  await page.getByRole("link", { name: "To the start" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Drop a file");
});
