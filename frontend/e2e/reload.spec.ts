import { expect, test, type Page } from "@playwright/test";

import { drop, fileRow, freshName, openLibrary, PASSWORD, pngOf, signUp } from "./library.helpers";

const png = (name: string) => ({ name, type: "image/png", bytes: pngOf(name) });
const tray = (page: Page) => page.getByRole("region", { name: "Uploads" });

/** The host takes no files until it is let go: what is dropped waits, and what was sent gets no answer. */
async function holdUploads(page: Page): Promise<() => void> {
  let held = true;
  await page.route("**/api/uploads", (route) =>
    held && route.request().method() === "POST" ? undefined : route.fallback(),
  );
  return () => {
    held = false;
  };
}

/** Waits until the browser keeps what is dropped. */
async function kept(page: Page, count: number): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            const request = indexedDB.open("bulletdrop-uploads");
            request.onsuccess = () => {
              const all = request.result.transaction("uploads").objectStore("uploads").count();
              all.onsuccess = () => {
                request.result.close();
                resolve(all.result);
              };
            };
          }),
      ),
    )
    .toBe(count);
}

async function reload(page: Page): Promise<void> {
  page.once("dialog", (dialog) => void dialog.accept());
  await page.reload();
}

test("a reload keeps the queue, and it goes on by itself", async ({ page }) => {
  await signUp(page);
  await openLibrary(page);
  const letGo = await holdUploads(page);
  await drop(page, [png("one.png"), png("two.png"), png("three.png"), png("four.png")]);
  await kept(page, 4);
  letGo();
  await reload(page);
  await expect(tray(page).getByText("All 4 landed")).toBeVisible();
  for (const name of ["one.png", "two.png", "three.png", "four.png"]) await expect(fileRow(page, name)).toBeVisible();
  await kept(page, 0);
});

test("what the browser can't keep is asked for again", async ({ page }) => {
  await signUp(page);
  // A browser whose disk is full.
  await page.addInitScript(() => {
    navigator.storage.estimate = () => Promise.resolve({ quota: 0, usage: 0 });
  });
  await openLibrary(page);
  const letGo = await holdUploads(page);
  await drop(page, [png("one.png")]);
  await kept(page, 1);
  letGo();
  await reload(page);
  await expect(tray(page).getByText("1 needs you")).toBeAttached();
  const choose = tray(page).getByRole("button", { name: "Choose one.png again" });
  const chooser = page.waitForEvent("filechooser");
  await choose.click();
  await (await chooser).setFiles({ name: "other.png", mimeType: "image/png", buffer: pngOf("other") });
  await expect(tray(page).getByRole("alert")).toHaveText("This is other.png, another file.");
  const again = page.waitForEvent("filechooser");
  await choose.click();
  await (await again).setFiles({ name: "one.png", mimeType: "image/png", buffer: pngOf("one.png") });
  await expect(tray(page).getByText("1 landed")).toBeVisible();
});

test("a tab that is closed leaves its uploads to the other", async ({ page, context }) => {
  await signUp(page);
  await openLibrary(page);
  await holdUploads(page);
  await drop(page, [png("one.png")]);
  await kept(page, 1);
  const other = await context.newPage();
  await openLibrary(other);
  await expect(tray(other)).toBeHidden();
  // Another page's requests are held by no one.
  await page.close();
  await expect(tray(other).getByText("1 landed")).toBeVisible();
  await expect(fileRow(other, "one.png")).toBeVisible();
});

test("signing out asks, and leaves nothing behind", async ({ page }) => {
  const { username } = await signUp(page);
  await openLibrary(page);
  await holdUploads(page);
  await drop(page, [png("one.png")]);
  await kept(page, 1);
  await page.getByRole("button", { name: `${username}: your account` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("link", { name: "Sign in" }).or(page.getByRole("button", { name: "Sign in" })).first()).toBeVisible();
  await kept(page, 0);
});

test("another person is asked before uploads are dropped that are not theirs", async ({ page, context }) => {
  await signUp(page);
  await openLibrary(page);
  await holdUploads(page);
  await drop(page, [png("one.png")]);
  await kept(page, 1);
  // The session is lost together with the page, as by a closed browser.
  await context.clearCookies();
  await reload(page);
  await expect(page).toHaveURL(/\/login/);
  const username = freshName();
  await page.request.post("/api/auth/register", {
    data: { username, email: `${username}@example.org`, password: PASSWORD },
  });
  await page.goto("/library");
  const dialog = page.getByRole("alertdialog", { name: "Drop what another account left here?" });
  await expect(dialog).toContainText("1 upload waits for it in this browser.");
  await dialog.getByRole("button", { name: "Drop 1 upload" }).click();
  await expect(dialog).toBeHidden();
  await kept(page, 0);
  await expect(tray(page)).toBeHidden();
});

test("the tab says how far the uploads are", async ({ page }) => {
  await signUp(page);
  await openLibrary(page);
  const icon = page.locator("link[rel=icon]");
  const before = await icon.getAttribute("href");
  await holdUploads(page);
  await drop(page, [png("one.png")]);
  await expect(icon).toHaveAttribute("href", /^data:image\/svg\+xml/);
  await expect(page).toHaveTitle(/^\d+ % · Library/);
  await page.getByRole("button", { name: "Cancel one.png" }).click();
  await expect(icon).toHaveAttribute("href", before ?? "");
  await expect(page).toHaveTitle(/^Library/);
});
