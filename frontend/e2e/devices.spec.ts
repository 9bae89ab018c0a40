import { readFile } from "node:fs/promises";

import { expect, test } from "@playwright/test";

import { pngOf, signUp } from "./library.helpers";

test("ShareX is set up: the file, then the first capture", async ({ page, request }) => {
  await signUp(page);
  await page.goto("/devices/sharex");
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: /\.sxcu$/ }).click();
  const download = await coming;
  expect(download.suggestedFilename()).toMatch(/^BulletDrop-.+\.sxcu$/);
  const config = JSON.parse(await readFile(await download.path(), "utf8")) as { RequestURL: string; Headers: { Authorization: string } };
  await expect(page.getByText("Listening for your next upload")).toBeVisible();

  // The token is in the file, not on the screen.
  const token = config.Headers.Authorization.replace("Bearer ", "");
  expect(await page.locator("body").innerText()).not.toContain(token);

  // The page has to have looked once, to know what was there before.
  await page.waitForResponse((response) => response.url().includes("/api/uploads?"));
  const sent = await request.post(config.RequestURL, {
    headers: { Authorization: config.Headers.Authorization },
    multipart: { file: { name: "capture.png", mimeType: "image/png", buffer: pngOf(token) } },
  });
  expect(sent.status()).toBe(201);
  const { url } = (await sent.json()) as { url: string };
  await expect(page.getByText("It works. From now on every capture lands here.")).toBeVisible();
  await page.getByRole("button", { name: "Copy the link" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(url);
});

test("the test picture goes the device's way", async ({ page }) => {
  await signUp(page);
  await page.goto("/devices/shell");
  await page.getByRole("button", { name: "Copy as text" }).click();
  await expect(page.getByText("The file is copied as text")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^#!\/usr\/bin\/env bash[\s\S]+bd_/);
  await page.waitForResponse((response) => response.url().includes("/api/uploads?"));
  await page.getByRole("button", { name: "Send a test picture from here" }).click();
  await expect(page.getByText(/The test picture landed: the host and the token are good/)).toBeVisible();
});

test("after a minute it says what may be wrong", async ({ page }) => {
  await page.clock.install();
  await signUp(page);
  await page.goto("/devices/flameshot");
  await page.getByRole("button", { name: "Copy as text" }).click();
  await expect(page.getByText("Listening for your next upload")).toBeVisible();
  await page.clock.runFor(65_000);
  await expect(page.getByText("The capture was left with Esc: then nothing is sent.")).toBeVisible();
});

test("devices are chosen in the address", async ({ page, isMobile }) => {
  await signUp(page);
  await page.goto("/devices/sharex");
  if (isMobile) await page.getByRole("combobox", { name: "Device" }).selectOption("shell");
  else await page.getByRole("navigation", { name: "Devices" }).getByRole("link", { name: /Shell/ }).click();
  await expect(page).toHaveURL("/devices/shell");
  await expect(page.getByText("One script for files, pipes and screenshots.")).toBeVisible();
});
