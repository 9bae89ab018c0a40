import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

import { pngOf, put, signUp } from "./library.helpers";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** A second of silence, 8 kHz mono. */
function wav(): Buffer {
  const samples = 8_000;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples, 40);
  return Buffer.concat([head, Buffer.alloc(samples, 128)]);
}

const FILES: Record<string, Buffer> = {
  "Förde bei Sonnenuntergang, vom Steg aus gesehen (bearbeitet, endgültig, v3).png": pngOf("fjord"),
  "harbour.wav": wav(),
  "app.py": Buffer.from("import os\n\nprint(os.getcwd())\n"),
  "konzept.pdf": Buffer.from("%PDF-1.4\n%%EOF\n"),
  "tiles.bin": Buffer.from([1, 2, 0, 255, 254]),
  [`${"long-".repeat(39)}.txt`]: Buffer.from("x"),
};

/** Opens a page as somebody without an account would, and looks at what it asks for. */
async function visit(page: Page, address: string): Promise<void> {
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.origin !== new URL(page.url() === "about:blank" ? address : page.url(), address).origin) {
      elsewhere.push(request.url());
    }
  });
  await page.goto(address);
  await page.evaluate(async () => document.fonts.ready);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect.soft(violations.map(({ id, nodes }) => `${address} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`)).toEqual([]);
  expect.soft(complaints).toEqual([]);
  expect.soft(elsewhere).toEqual([]);
  expect.soft(await page.evaluate(() => [...document.fonts].filter(({ family, status }) => /Geist"?$/.test(family) && status === "loaded").length), address).toBe(1);
  const over = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
  expect.soft(await page.evaluate(over), address).toBeLessThanOrEqual(0);
  const outside = () =>
    [...document.querySelectorAll("h1, p, .b, footer span")].filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < 0 || right > innerWidth + 0.5;
    }).length;
  expect.soft(await page.evaluate(outside), address).toBe(0);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`every visitor's page, ${colorScheme}`, async ({ page, browser }, { project }) => {
    test.slow();
    const account = await signUp(page);
    const context = await browser.newContext({ ...project.use, colorScheme });
    const visitor = await context.newPage();
    let last = { view_url: "", delete_url: "" };
    for (const [name, body] of Object.entries(FILES)) {
      last = (await put(page.request, account, name, body)) as unknown as typeof last;
      await visit(visitor, last.view_url);
    }
    await visit(visitor, last.delete_url);
    await visitor.getByRole("button", { name: "Delete the file" }).click();
    await expect(visitor.getByRole("heading", { name: "The file is gone." })).toBeVisible();
    await visit(visitor, last.delete_url);
    await visit(visitor, new URL("/nothing-here.png", last.view_url).href);
    await context.close();
  });
}

test("the link is copied, and the phone says so too", async ({ page }) => {
  const account = await signUp(page);
  const { view_url } = (await put(page.request, account, "a.png")) as unknown as { view_url: string };
  await page.goto(view_url);
  await page.getByRole("button", { name: "Copy the link" }).click();
  await expect(page.getByText("Link copied")).toBeVisible();
});
