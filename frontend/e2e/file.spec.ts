import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, test } from "@playwright/test";

import { clipboard, put, signUp } from "./library.helpers";

test("the link is the title, and is copied in the language of the place", async ({ page, request }) => {
  const account = await signUp(page);
  const file = await put(request, account, "plotter [night].png");
  await page.goto(`/files/${file.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(file.url.replace("http://", ""));
  await page.getByText("Markdown", { exact: true }).click();
  await page.getByRole("button", { name: /^Copy/ }).first().click();
  await expect(page.getByText("Link copied as Markdown")).toBeVisible();
  expect(await clipboard(page)).toBe(`![plotter \\[night\\].png](${file.url})`);
  await expect(page.getByRole("img", { name: "plotter [night].png" })).toBeVisible();
});

test("text is shown as it is", async ({ page, request }) => {
  const account = await signUp(page);
  const file = await put(request, account, "notes.html", Buffer.from("<b>not bold</b>\nsecond line"));
  await page.goto(`/files/${file.id}`);
  await expect(page.getByText("<b>not bold</b>")).toBeVisible();
});

test("J and K lead to the neighbours", async ({ page, request, isMobile }) => {
  test.skip(isMobile, "A phone has no keyboard.");
  const account = await signUp(page);
  const [a, b, c] = [
    await put(request, account, "a.png"),
    await put(request, account, "b.png"),
    await put(request, account, "c.png"),
  ];
  await page.goto(`/files/${b.id}`);
  await expect(page.getByText("2 of 3")).toBeVisible();
  await page.keyboard.press("j");
  await expect(page).toHaveURL(new RegExp(`/files/${a.id}$`));
  await page.keyboard.press("k");
  await expect(page).toHaveURL(new RegExp(`/files/${b.id}$`));
  await page.keyboard.press("k");
  await expect(page).toHaveURL(new RegExp(`/files/${c.id}$`));
  await expect(page.getByText("1 of 3")).toBeVisible();
  await expect(page.getByRole("button", { name: "Previous file, K" })).toBeDisabled();
  await expect(page.getByRole("img", { name: "c.png" })).toBeVisible(); // the keys act on what is there
  await page.keyboard.press("Delete");
  await expect(page).toHaveURL(new RegExp(`/files/${b.id}$`));
});

test("a file deep in the library has its neighbours, also when its address is opened", async ({ page, request, isMobile }) => {
  test.skip(isMobile, "A phone has no keyboard.");
  test.slow();
  const account = await signUp(page);
  const files = [];
  for (let number = 1; number <= 104; number += 1) files.push(await put(request, account, `deep-${number}.png`));
  await page.goto(`/files/${files[1]!.id}`);
  await expect(page.getByText("103 of 104")).toBeVisible();
  await page.getByRole("button", { name: "Previous file, K" }).click();
  await expect(page).toHaveURL(new RegExp(`/files/${files[2]!.id}$`));
  await expect(page.getByText("102 of 104")).toBeVisible();
  await page.keyboard.press("j");
  await expect(page.getByText("103 of 104")).toBeVisible();
  await expect(page.getByRole("button", { name: "Next file, J" })).toBeEnabled();
  await page.keyboard.press("j");
  await expect(page).toHaveURL(new RegExp(`/files/${files[0]!.id}$`));
  await expect(page.getByRole("button", { name: "Next file, J" })).toBeDisabled();
});

test("every act has its key", async ({ page, request, isMobile }) => {
  test.skip(isMobile, "A phone has no keyboard.");
  const account = await signUp(page);
  const file = await put(request, account, "keys.png");
  await page.goto(`/files/${file.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(file.url.replace("http://", ""));

  await page.keyboard.press("c");
  await expect.poll(() => clipboard(page)).toBe(file.url);

  await page.keyboard.press("Shift+C");
  await page.getByRole("menuitem", { name: "HTML" }).click();
  await expect.poll(() => clipboard(page)).toBe(`<img src="${file.url}" alt="keys.png">`);

  const opened = page.waitForEvent("popup");
  await page.keyboard.press("o");
  await expect(await opened).toHaveURL(file.url.replace(/\.png$/, ""));
  await page.bringToFront();

  const downloaded = page.waitForEvent("download");
  await page.keyboard.press("d");
  expect((await downloaded).suggestedFilename()).toBe("keys.png");

  await page.keyboard.press("e");
  await expect(page.getByRole("dialog", { name: "Rename" })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.keyboard.press("p");
  await expect(page.getByRole("radio", { name: "Only me" })).toBeChecked();
  // The page shows it before the host has answered.
  await expect.poll(async () => (await request.get(file.url)).status()).toBe(404);
  await page.keyboard.press("z");
  await expect(page.getByText("Public again.")).toBeVisible();
  await expect(page.getByText("Link copied")).toHaveCount(0);
  await expect(page.getByRole("radio", { name: "Anyone with the link" })).toBeChecked();
  await expect.poll(async () => (await request.get(file.url)).status()).toBe(200);
});

test("a link ends at a chosen moment, and is put off", async ({ page, request }) => {
  const account = await signUp(page);
  const file = await put(request, account, "tides.png");
  const end = async () => {
    const answer = await request.get(`/api/uploads/${file.id}`, { headers: { Authorization: `Bearer ${account.token}` } });
    return Date.parse(((await answer.json()) as { expires_at: string }).expires_at);
  };
  await page.goto(`/files/${file.id}`);
  const pick = async (moment: string) => {
    await page.getByRole("menuitem", { name: "On a day and time" }).press("Enter");
    const field = page.getByLabel("The link ends on");
    await expect(field).toBeFocused();
    await field.fill(moment);
  };
  await page.getByRole("button", { name: "Never" }).press("Enter");
  await pick("2999-03-02T17:05");
  await page.getByLabel("The link ends on").press("Enter");
  await expect.poll(end).toBe(Date.parse("2999-03-02T16:05:00Z"));
  await page.getByRole("button", { name: /left/ }).click();
  await pick("2999-03-04T17:05");
  await page.getByRole("menuitem", { name: "Set" }).click();
  await page.getByRole("button", { name: "1 day longer" }).click();
  await expect.poll(end).toBe(Date.parse("2999-03-05T16:05:00Z"));
  await page.getByRole("button", { name: "7 days longer" }).click();
  await expect.poll(end).toBe(Date.parse("2999-03-12T16:05:00Z"));
});

test("a file without a name is refused beside the field", async ({ page, request }) => {
  const account = await signUp(page);
  const file = await put(request, account, "tall.png");
  await page.goto(`/files/${file.id}`);
  await page.getByRole("button", { name: "Rename, or change the link" }).click();
  const dialog = page.getByRole("dialog", { name: "Rename" });
  const name = dialog.getByRole("textbox", { name: "Name" });
  for (const left of [".png", ""]) {
    await name.fill(left);
    await name.press("Enter");
    await expect(dialog.getByRole("alert")).toHaveText("A file needs a name.");
  }
  await name.fill("small.png");
  await expect(dialog.getByRole("alert")).toHaveCount(0);
  await name.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("navigation", { name: "Path" })).toContainText("small.png");
});

test("a name that is taken is said beside its field", async ({ page, request }) => {
  const account = await signUp(page);
  const name = `taken-${account.username}`;
  const headers = { Authorization: `Bearer ${account.token}`, "Content-Type": "application/json" };
  const first = await put(request, account, "a.png");
  await request.patch(`/api/uploads/${first.id}`, { headers, data: { custom_name: name } });
  const second = await put(request, account, "b.png");
  await page.goto(`/files/${second.id}`);
  await page.getByRole("button", { name: "Rename, or change the link" }).click();
  const dialog = page.getByRole("dialog", { name: "Rename" });
  await dialog.getByRole("textbox", { name: "Link" }).fill(name);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("taken");
  await dialog.getByRole("textbox", { name: "Link" }).fill(`${name}-2`);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(`${name}-2.png`);
});

test("the small links are as high as a finger on a phone", async ({ page, request, isMobile }) => {
  test.skip(!isMobile, "A mouse needs less.");
  const account = await signUp(page);
  const file = await put(request, account, "a.png");
  const height = async (what: Locator) => (await what.boundingBox())?.height ?? 0;
  await page.goto(`/files/${file.id}`);
  expect(await height(page.getByRole("button", { name: "Rename, or change the link" }))).toBeGreaterThanOrEqual(44);
  await page.goto("/trash");
  expect(await height(page.getByRole("link", { name: "Back to the library" }))).toBeGreaterThanOrEqual(44);
  await page.goto("/settings/profile");
  expect(await height(page.getByRole("main").getByRole("link", { name: "Trash" }))).toBeGreaterThanOrEqual(44);
});

test("a file that is not there says so", async ({ page }) => {
  await signUp(page);
  await page.goto("/files/999999999");
  await expect(page.getByRole("heading", { name: "There is no such file." })).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing on the file page, ${colorScheme}`, async ({ page, request }) => {
    test.slow();
    await page.emulateMedia({ colorScheme });
    const account = await signUp(page);
    const picture = await put(request, account, "a.png");
    const text = await put(request, account, "b.txt", Buffer.from("text"));
    for (const { id } of [picture, text]) {
      await page.goto(`/files/${id}`);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    }
    await page.getByRole("button", { name: "Rename, or change the link" }).click();
    await expect(page.getByRole("dialog", { name: "Rename" })).toBeVisible();
    const dialog = new AxeBuilder({ page }).include("[role=dialog]");
    expect((await dialog.analyze()).violations).toEqual([]);
  });
}
