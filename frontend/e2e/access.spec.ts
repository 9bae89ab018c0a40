import { readFileSync } from "node:fs";

import { expect, test, type Page } from "@playwright/test";

import { pngOf, put, signUp } from "./library.helpers";

const SAMPLES = "../backend/tests/samples/exif";

/** What the browser paints of a picture on an empty page. */
async function painted(page: Page, address: string): Promise<Buffer> {
  await page.setContent(`<body style="margin:0"><img style="display:block;width:240px" src="${address}">`);
  const picture = page.locator("img");
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 0)).toBe(true);
  return picture.screenshot();
}

test("a visitor opens a locked file by its password alone", async ({ page, browser, baseURL }) => {
  const account = await signUp(page);
  const file = await put(page.request, account, "secret.png", pngOf("secret"));
  const password = "tide tables";
  const changed = await page.request.patch(`/api/uploads/${file.id}`, {
    headers: { Authorization: `Bearer ${account.token}` },
    data: { password },
  });
  expect(changed.status()).toBe(200);
  const visitor = await browser.newContext({ baseURL });
  const tab = await visitor.newPage();
  const first = await tab.goto(file.url);
  expect(first?.status()).toBe(401);
  await expect(tab.getByText("secret.png")).toHaveCount(0);
  const field = tab.getByLabel("Password");
  await field.fill("wrong");
  await field.press("Enter");
  await expect(tab.getByText("That isn't it.")).toBeVisible();
  await field.fill(password);
  await field.press("Enter");
  await expect(tab.locator("img")).toBeVisible();
  expect(tab.url()).not.toContain("tide");
  await visitor.close();
});

for (const name of ["portrait_7.jpg", "landscape_6.jpg", "landscape_3.jpg"]) {
  test(`${name} looks the same without its metadata`, async ({ page, isMobile }) => {
    test.skip(isMobile, "a picture is painted the same on a phone");
    const account = await signUp(page);
    const original = readFileSync(`${SAMPLES}/${name}`);
    const file = await put(page.request, account, name, original);
    const served = await (await page.request.get(file.url)).body();
    expect(served.equals(original)).toBe(false);
    const before = await painted(page, `data:image/jpeg;base64,${original.toString("base64")}`);
    expect((await painted(page, `data:image/jpeg;base64,${served.toString("base64")}`)).equals(before)).toBe(true);
  });
}
