import AxeBuilder from "@axe-core/playwright";
import { expect, test, type APIRequestContext, type Page } from "@playwright/test";

import { besideTheServer, put, signUp, type Account } from "./library.helpers";

const DAYS = 220;

/** A file a day, the newest of today: more than two pages of the list, and at least seven months. */
async function aYearOfFiles(request: APIRequestContext, account: Account): Promise<void> {
  const names = Array.from({ length: DAYS }, (_, index) => `day-${index}.txt`);
  for (let at = 0; at < names.length; at += 16) {
    await Promise.all(names.slice(at, at + 16).map((name) => put(request, account, name, Buffer.from(name))));
  }
  besideTheServer("age.py", account.username);
}

const rail = (page: Page) => page.getByRole("toolbar", { name: "Jump to a month" });
const current = (page: Page) => rail(page).locator("[aria-current=true]");
/** "May 2026", so many months ago. */
const monthAgo = (months: number) => {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth() - months, 1).toLocaleDateString("en-GB", { month: "long", year: "numeric" });
};
const month = (page: Page, ago: number) => rail(page).getByRole("button", { name: monthAgo(ago) });

test("a rail of months leads through a long library", async ({ page, request, isMobile }) => {
  test.skip(isMobile, "Phones have no rail, and do not ask for its months.");
  test.slow();
  const account = await signUp(page);
  await aYearOfFiles(request, account);
  await page.goto("/library?view=list");
  await expect(page.getByRole("row")).not.toHaveCount(0);

  await expect(current(page)).toHaveText(/\w{3}/);
  await month(page, 1).click();
  await expect(current(page)).toHaveAttribute("aria-label", new RegExp(`^${monthAgo(1)}, \\d+ files$`));
  await expect(page).toHaveURL(/\?view=list$/);

  await month(page, 5).click();
  await expect(page).toHaveURL(/from_month=\d{4}-\d{2}$/);
  await expect(page.getByText(`Starting at ${monthAgo(5)}`)).toBeVisible();
  await expect(current(page)).toHaveAttribute("aria-label", new RegExp(`^${monthAgo(5)}`));
  await page.reload();
  await expect(current(page)).toHaveAttribute("aria-label", new RegExp(`^${monthAgo(5)}`));
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);

  // One stop of the Tab key, the arrows along it.
  await month(page, 5).focus();
  await page.keyboard.press("ArrowDown");
  await expect(month(page, 6)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(current(page)).toHaveAttribute("aria-label", new RegExp(`^${monthAgo(6)}`));
  await expect(month(page, 6)).toBeFocused();

  await page.getByRole("button", { name: "Back to the newest" }).click();
  await expect(page).toHaveURL(/\?view=list$/);
  await page.goto("/library?sort=name");
  await expect(page.getByRole("row")).not.toHaveCount(0);
  await expect(rail(page)).toBeHidden();
});
