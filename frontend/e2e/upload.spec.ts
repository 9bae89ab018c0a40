import { expect, test } from "@playwright/test";

import { clipboard, drop, fileRow, openLibrary, paste, pngOf, put, signUp } from "./library.helpers";

const png = (name: string) => ({ name, type: "image/png", bytes: pngOf(name) });

test("many are dropped: each gets its link, one a line, in the order of dropping", async ({ page }) => {
  await signUp(page);
  await openLibrary(page);
  await drop(page, [png("one.png"), png("two.png"), { name: "three.txt", type: "text/plain", bytes: Buffer.from("3") }]);
  const tray = page.getByRole("region", { name: "Uploads" });
  await expect(tray.getByText("All 3 landed")).toBeVisible();
  await expect(tray.getByText("Copied 3 links")).toBeVisible();
  const lines = (await clipboard(page)).split("\n");
  expect(lines.map((line) => line.replace(/^.*\./, ""))).toEqual(["png", "png", "txt"]);
  await expect(tray.getByRole("listitem")).toHaveCount(3);
});

test("what is too large is said at once, the others land", async ({ page }) => {
  await signUp(page);
  // The host says 2 KB here, so that no hundred megabytes have to be made.
  interface Answer {
    max_file_size?: number;
    user?: Answer;
  }
  const saying = (answer: Answer): Answer =>
    answer.user ? { ...answer, user: saying(answer.user) } : { ...answer, max_file_size: 2_000 };
  for (const path of ["**/api/auth/refresh", "**/api/users/me"]) {
    await page.route(path, async (route) => {
      const response = await route.fetch();
      // A page that goes on meanwhile takes its answers with it.
      const body = (await response.json().catch(() => null)) as Answer | null;
      if (body) await route.fulfill({ response, json: saying(body) });
    });
  }
  await openLibrary(page);
  await drop(page, [
    png("small.png"),
    { name: "film.mp4", type: "video/mp4", bytes: Buffer.alloc(3_000, 1) },
    { name: "disk.iso", type: "application/octet-stream", bytes: Buffer.alloc(4_000, 2) },
  ]);
  const tray = page.getByRole("region", { name: "Uploads" });
  await expect(tray.getByText("2 of 3 are not taken: 2 over 2 KB.")).toBeVisible();
  await tray.getByRole("button", { name: "Show" }).click();
  await expect(tray.getByText("3 KB is over the 2 KB that this host takes.")).toBeVisible();
  await expect(fileRow(page, "small.png")).toBeVisible();
  // Not "All 1": two of the three are not there.
  await expect(tray.getByText("1 landed")).toBeVisible();

  await drop(page, [png("other.png"), { name: "one.iso", type: "application/octet-stream", bytes: Buffer.alloc(5_000, 3) }]);
  await expect(tray.getByTitle("one.iso", { exact: true })).toBeVisible();
  await expect(tray.getByText("5 KB is over the 2 KB that this host takes.")).toBeVisible();
  await expect(tray.getByText("2 landed", { exact: true })).toBeVisible();
});

test("the same bytes again are the link that is there, unless another is wanted", async ({ page, request }) => {
  const account = await signUp(page);
  const there = await put(request, account, "there.png", pngOf("the same"));
  await openLibrary(page);
  await drop(page, [{ name: "again.png", type: "image/png", bytes: pngOf("the same") }]);
  const tray = page.getByRole("region", { name: "Uploads" });
  await expect(tray.getByText(/You have this file already/).filter({ visible: true })).toBeVisible();
  await expect.poll(() => clipboard(page)).toBe(there.url);
  await expect(fileRow(page, "there.png")).toBeVisible();
  await expect(fileRow(page, "again.png")).toHaveCount(0);

  await tray.getByRole("button", { name: "Make another link" }).filter({ visible: true }).click();
  await expect(fileRow(page, "again.png")).toBeVisible();
  await expect.poll(() => clipboard(page)).not.toBe(there.url);
});

test("what the host refuses stays in the tray with its reason", async ({ page }) => {
  await signUp(page);
  await openLibrary(page);
  await page.route("**/api/uploads", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({
          status: 500,
          contentType: "application/problem+json",
          body: JSON.stringify({ status: 500, title: "Broken", detail: "", error_id: "e-7f3a91" }),
        })
      : route.fallback(),
  );
  await drop(page, [png("one.png")]);
  const tray = page.getByRole("region", { name: "Uploads" });
  await expect(tray.getByText("Something broke on the host. Number e-7f3a91, for whoever runs it.").first()).toBeAttached();
  await page.unroute("**/api/uploads");
  await tray.getByRole("button", { name: "Try again" }).click();
  await expect(tray.getByText("1 landed")).toBeVisible();
});

test("a broken connection holds, and goes on by itself", async ({ page, context }) => {
  await signUp(page);
  await openLibrary(page);
  await context.setOffline(true);
  await drop(page, [png("one.png"), png("two.png")]);
  const tray = page.getByRole("region", { name: "Uploads" });
  await expect(tray.getByText(/goes on by itself/).first()).toBeAttached();
  await context.setOffline(false);
  await expect(tray.getByText("All 2 landed")).toBeVisible({ timeout: 15_000 });
});

test("private by the Alt key, and by the options", async ({ page, isMobile, request }) => {
  test.skip(isMobile, "There is no Alt key, and no room for the options.");
  await signUp(page);
  await openLibrary(page);
  await drop(page, [png("secret.png")], { altKey: true });
  await expect(fileRow(page, "secret.png")).toHaveAccessibleName(/private/);
  expect((await request.get(await clipboard(page))).status()).toBe(404);

  await page.getByRole("button", { name: "How files are sent" }).click();
  await page.getByText("Only me").click();
  await page.getByRole("combobox", { name: "Expires" }).selectOption("After 7 days");
  await page.keyboard.press("Escape");
  await drop(page, [png("other.png")]);
  await expect(fileRow(page, "other.png")).toHaveAccessibleName(/private, 7 days left/);
});

test("a picture is pasted and named after the moment", async ({ page }) => {
  await signUp(page);
  await openLibrary(page);
  await expect(page.getByText("Nothing has landed yet.")).toBeVisible();
  await paste(page, { name: "image.png", type: "image/png", bytes: pngOf("pasted") });
  await expect(page.getByRole("row", { name: /^paste-\d{4}-\d\d-\d\d-\d{6}\.png/ })).toBeVisible();
});

test("pasted text is looked at first; within a field a paste is only a paste", async ({ page }) => {
  await signUp(page);
  await openLibrary(page);
  await page.getByRole("searchbox", { name: "Search names" }).focus();
  await paste(page, { text: "looked for" });
  await expect(page.getByRole("dialog")).toBeHidden();

  await page.getByRole("searchbox", { name: "Search names" }).blur();
  await paste(page, { text: '{"a": 1}' });
  const sheet = page.getByRole("dialog", { name: "Send this text" });
  await expect(sheet.getByRole("textbox", { name: "Name" })).toHaveValue(/^paste-.+\.json$/);
  await expect(sheet.getByText("Looks like JSON.")).toBeVisible();
  await sheet.getByRole("textbox", { name: "Name" }).fill("answer.json");
  await page.keyboard.press("Control+Enter");
  await expect(fileRow(page, "answer.json")).toBeVisible();
});

test("uploads go on from page to page", async ({ page }) => {
  await signUp(page);
  await openLibrary(page);
  await drop(page, [png("one.png")]);
  await page.getByRole("link", { name: /^Trash/ }).click();
  await expect(page.getByRole("region", { name: "Uploads" }).getByText("1 landed")).toBeVisible();
});
