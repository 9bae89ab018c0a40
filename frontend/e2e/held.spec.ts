import { expect, test } from "@playwright/test";

import { besideTheServer, put, signUp } from "./library.helpers";

test("a file that is held back says so, and opens once it is let go", async ({ page, request }) => {
  const account = await signUp(page);
  const file = await put(request, account, `${account.username}.png`);
  besideTheServer("hold.py", account.username, "true");
  await page.goto("/library");
  await page.getByRole("link").filter({ hasText: "Held back" }).click();
  const said = page.getByText("Held back: the scanner has not looked at it yet. It opens by itself.");
  await expect(page).toHaveURL(`/files/${file.id}`);
  await expect(said).toBeVisible();
  besideTheServer("hold.py", account.username, "false");
  await page.reload();
  await expect(page.getByRole("img", { name: `${account.username}.png` })).toBeVisible();
  await expect(said).toBeHidden();
});
