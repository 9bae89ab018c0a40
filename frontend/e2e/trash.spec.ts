import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";

import { fileRow, put, signUp } from "./library.helpers";

async function fill(page: Parameters<typeof signUp>[0], names: string[]) {
  const account = await signUp(page);
  for (const name of names) {
    const { id } = await put(page.request, account, name);
    await page.request.delete(`/api/uploads/${id}`, { headers: { Authorization: `Bearer ${account.token}` } });
  }
}

test("emptied after one question, which says how much", async ({ page }) => {
  await fill(page, ["a.png", "b.png"]);
  await page.goto("/trash");
  await page.getByRole("button", { name: "Empty the trash" }).click();
  const question = page.getByRole("alertdialog", { name: "Empty the trash?" });
  await expect(question).toContainText(/2 files, \d+ B\. This can't be undone\./);
  await question.getByRole("button", { name: "Keep them" }).click();
  await expect(page.getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "Empty the trash" }).click();
  await question.getByRole("button", { name: "Delete 2 files" }).click();
  await expect(page.getByText("The trash is empty.", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText("The trash is empty.", { exact: true })).toBeVisible();
});

test("brought back, and back again", async ({ page }) => {
  await fill(page, ["a.png"]);
  await page.goto("/trash");
  await page.getByRole("button", { name: "Restore a.png" }).click();
  await expect(page.getByText("Back. The link works again.")).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: "Restore a.png" })).toBeVisible();
  await page.getByRole("button", { name: "Restore a.png" }).click();
  await page.getByRole("link", { name: /^Library/ }).first().click();
  await expect(fileRow(page, "a.png")).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in the trash, ${colorScheme}`, async ({ page }) => {
    test.slow();
    await page.emulateMedia({ colorScheme });
    await fill(page, ["a.png", "b.png"]);
    await page.goto("/trash");
    await expect(page.getByRole("listitem")).toHaveCount(2);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole("button", { name: "Empty the trash" }).click();
    const question = new AxeBuilder({ page }).include("[role=alertdialog]");
    expect((await question.analyze()).violations).toEqual([]);
  });
}
