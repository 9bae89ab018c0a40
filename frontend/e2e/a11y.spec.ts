import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

import { put, signUp } from "./library.helpers";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const PUBLIC = ["/", "/login", "/register", "/setup", "/login/nowhere"];
const SIGNED_IN = [
  "/library",
  "/library?view=list",
  "/trash",
  "/devices/sharex",
  "/settings/profile",
  "/settings/security",
  "/settings/appearance",
  "/settings/uploads",
  "/settings/tokens",
];

/** Goes there, and waits until the page is what it is going to be: its heading, its figures, its fonts. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("heading", { level: 1 }).first().waitFor({ state: "attached" });
  await page.evaluate(async () => document.fonts.ready);
  await expect(page.locator("[aria-busy=true], .animate-wait")).toHaveCount(0);
}

/** What axe finds, and nothing that the page complains of in the console: above all of its own policy. */
async function check(page: Page, path: string): Promise<void> {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  await open(page, path);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect.soft(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`)).toEqual([]);
  expect.soft(complaints).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("pages for everybody", async ({ page }) => {
      for (const path of PUBLIC) await check(page, path);
    });

    test("pages of an account", async ({ page }) => {
      test.slow();
      const account = await signUp(page);
      await check(page, "/library");
      const file = await put(page.request, account, "fjord.png");
      for (const path of [...SIGNED_IN, `/files/${file.id}`]) await check(page, path);
    });

    test("what floats", async ({ page, isMobile }) => {
      const { username } = await signUp(page);
      await page.goto("/settings/profile");
      await page.getByRole("button", { name: `${username}: your account` }).click();
      await expect(page.getByRole("menu")).toBeVisible();
      // A menu belongs to its button, not to a region of the page.
      const axe = () => new AxeBuilder({ page }).withTags(RULES).disableRules("region").analyze();
      expect.soft((await axe()).violations).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Delete the account" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      expect.soft((await axe()).violations).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(page.getByRole("button", { name: "Delete the account" })).toBeFocused();
      if (isMobile) return;
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog", { name: "Keyboard" })).toBeVisible();
      expect.soft((await axe()).violations).toEqual([]);
    });
  });
}

test("all of the account's pages by keyboard alone", async ({ page, isMobile }) => {
  test.skip(isMobile, "a phone has no keys");
  await signUp(page);
  await page.goto("/library");
  await expect(page.getByRole("heading", { name: "Nothing has landed yet." })).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the page" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("main")).toBeFocused();
  for (const [keys, path] of [["gd", "/devices"], ["gt", "/trash"], ["gs", "/settings/profile"], ["gl", "/library"]] as const) {
    await page.keyboard.type(keys);
    await expect(page).toHaveURL(new RegExp(`${path}$`));
  }
});

test("nothing is wider than a small phone, or four times as large", async ({ page }) => {
  await signUp(page);
  await page.setViewportSize({ width: 320, height: 640 });
  for (const path of [...PUBLIC, ...SIGNED_IN]) {
    await open(page, path);
    const over = await page.evaluate(async () => {
      await document.fonts.ready; // a fallback may be a little wider for a moment
      return document.documentElement.scrollWidth - document.documentElement.clientWidth;
    });
    expect.soft(over, path).toBeLessThanOrEqual(0);
  }
});
