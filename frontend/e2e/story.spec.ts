import { expect, test } from "@playwright/test";

import { clipboard, drop, fileRow, freshName, PASSWORD, pngOf } from "./library.helpers";

const VISITOR =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const NAME = "Screenshot 2026-11-24 at 09.41.07.png";

test("from registering to deleted for good", async ({ page, browser, request, isMobile }) => {
  test.slow();
  const username = freshName();

  await test.step("register", async () => {
    await page.goto("/register");
    await page.getByRole("textbox", { name: "Name" }).fill(username);
    await page.getByRole("textbox", { name: "E-mail" }).fill(`${username}@example.org`);
    await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Make the account" }).click();
    await expect(page.getByRole("heading", { name: "Nothing has landed yet." })).toBeVisible();
  });

  let link = "";
  await test.step("a screenshot lands and its link is copied", async () => {
    const shot = { name: NAME, type: "image/png", bytes: pngOf(username) };
    if (isMobile) {
      const chooser = page.waitForEvent("filechooser");
      await page.getByRole("button", { name: "Upload files" }).click();
      await (await chooser).setFiles([{ name: NAME, mimeType: shot.type, buffer: shot.bytes }]);
    } else {
      await drop(page, [shot]);
    }
    const tray = page.getByRole("region", { name: "Uploads" });
    await expect(tray.getByText("1 landed")).toBeVisible();
    await expect(tray.getByText("Link copied").first()).toBeVisible();
    link = await clipboard(page);
    expect(link).toMatch(/^http:\/\/.+\.png$/);
    await expect(fileRow(page, NAME)).toBeVisible();
  });

  await test.step("somebody opens it, and the view is counted", async () => {
    // A headless browser names itself, and counts as a bot.
    const visitor = await browser.newContext({ userAgent: VISITOR });
    const other = await visitor.newPage();
    const answer = await other.goto(link);
    expect(answer?.status()).toBe(200);
    expect(answer?.headers()["content-type"]).toBe("image/png");
    await visitor.close();
    await expect(async () => {
      await page.reload();
      await expect(fileRow(page, NAME)).toHaveAccessibleName(/1 view,/, { timeout: 1_000 });
    }).toPass();
  });

  await fileRow(page, NAME).getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(".png");

  await test.step("rename, and give the link a name", async () => {
    await page.getByRole("button", { name: "Rename, or change the link" }).click();
    const dialog = page.getByRole("dialog", { name: "Rename" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("first light.png");
    await dialog.getByRole("textbox", { name: "Link" }).fill(username);
    await dialog.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(`/${username}.png`);
    expect((await request.get(link)).status(), "the random link goes on working").toBe(200);
    link = link.replace(/[^/]+$/, `${username}.png`);
    expect((await request.get(link)).status()).toBe(200);
  });

  await test.step("private, and public again", async () => {
    await page.getByText("Only me").click();
    await expect.poll(async () => (await request.get(link)).status()).toBe(404);
    await page.getByText("Anyone with the link").click();
    await expect.poll(async () => (await request.get(link)).status()).toBe(200);
  });

  await test.step("an end for the link", async () => {
    await page.getByRole("button", { name: "Never" }).click();
    await page.getByRole("menuitem", { name: "In 1 day" }).click();
    await expect(page.getByRole("button", { name: "1 day left" })).toBeVisible();
  });

  await test.step("delete, undo, delete", async () => {
    const remove = async () => {
      await page.getByRole("button", { name: "More" }).click();
      await page.getByRole("menuitem", { name: "Delete" }).click();
      await expect(page).toHaveURL(/\/library$/);
      await expect.poll(async () => (await request.get(link)).status()).toBe(410);
    };
    await remove();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("Back. The link works again.")).toBeVisible();
    await expect.poll(async () => (await request.get(link)).status()).toBe(200);
    await fileRow(page, "first light.png").getByRole("link").click();
    await remove();
  });

  await test.step("restore it from the trash", async () => {
    await page.getByRole("link", { name: /^Trash/ }).click();
    await page.getByRole("button", { name: "Restore first light.png" }).click();
    await expect(page.getByText("The trash is empty.")).toBeVisible();
    await expect.poll(async () => (await request.get(link)).status()).toBe(200);
    await page.getByRole("link", { name: /^Library/ }).first().click();
    await expect(fileRow(page, "first light.png")).toBeVisible();
  });

  await test.step("delete it for good", async () => {
    await fileRow(page, "first light.png").getByRole("link").click();
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("link", { name: /^Trash/ }).click();
    await page.getByRole("button", { name: "Delete first light.png for good" }).click();
    const question = page.getByRole("alertdialog");
    await expect(question.getByRole("button", { name: "Keep it" })).toBeFocused();
    await question.getByRole("button", { name: "Delete for good" }).click();
    await expect(page.getByText("The trash is empty.")).toBeVisible();
    await expect.poll(async () => (await request.get(link)).status()).toBe(404);
  });
});
