import { expect, test, type Page } from "@playwright/test";

import { openLibrary, signUp } from "./library.helpers";

const TRASH_CHUNK = "**/assets/TrashPage-*.js";

const goToTrash = (page: Page) => page.getByRole("link", { name: "Trash" }).first().click();
const heading = (page: Page, name: string) => page.getByRole("heading", { name, exact: true });

/** By the API alone the page goes on: only its code does not come. */
async function openWithout(page: Page, chunk: string, how: "refused" | "missing"): Promise<void> {
  await page.route(chunk, (route) => (how === "refused" ? route.abort("connectionrefused") : route.fulfill({ status: 404 })));
  await signUp(page);
  await openLibrary(page);
}

test("a page whose code does not come from a host that is away is tried again in place", async ({ page, isMobile }) => {
  test.skip(isMobile, "the phone has no way to the trash in one step");
  await openWithout(page, TRASH_CHUNK, "refused");
  await page.route("**/healthz", (route) => route.abort("connectionrefused"));
  await page.evaluate(() => (document.body.dataset["loaded"] = "once"));
  await goToTrash(page);
  await expect(heading(page, "The host can't be reached.")).toBeVisible();

  await page.getByRole("button", { name: "Try again" }).click();
  await expect(heading(page, "The host can't be reached.")).toBeVisible();

  await page.unroute(TRASH_CHUNK);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(heading(page, "Trash")).toBeVisible();
  await expect(page.locator("body")).toHaveAttribute("data-loaded", "once");
});

test("a host that answers but has not the code any more is a newer one", async ({ page, isMobile }) => {
  test.skip(isMobile, "the phone has no way to the trash in one step");
  await openWithout(page, TRASH_CHUNK, "missing");
  await goToTrash(page);
  await expect(heading(page, "There is a newer BulletDrop.")).toBeVisible();
  await page.unroute(TRASH_CHUNK);
  await page.getByRole("button", { name: "Load again" }).click();
  await expect(heading(page, "Trash")).toBeVisible();
});

test("the other pages' code is there before the host goes away", async ({ page, context, isMobile }) => {
  test.skip(isMobile, "the phone has no way to the trash in one step");
  await signUp(page);
  const trash = page.waitForResponse(TRASH_CHUNK);
  await openLibrary(page);
  await page.mouse.move(700, 400);
  await (await trash).finished();
  await context.setOffline(true);
  await goToTrash(page);
  await expect(heading(page, "Trash")).toBeVisible();
});
