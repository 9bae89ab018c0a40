import AxeBuilder from "@axe-core/playwright";
import { expect, test, type Page } from "@playwright/test";

import { clipboard, put, signUp } from "./library.helpers";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const text = (words: string) => Buffer.from(words);

/** A PDF with a line of text on each page, and a link on the first one. */
function pdfOf(pages: number): Buffer {
  const link = "<< /Type /Annot /Subtype /Link /Rect [60 690 400 720] /Border [0 0 0] /A << /S /URI /URI (https://example.org/manual) >> >>";
  const objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", link];
  const kids: string[] = [];
  for (let number = 1; number <= pages; number += 1) {
    const drawn = `BT /F1 24 Tf 60 700 Td (This is page ${number}.) Tj ET`;
    objects.push(`<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`);
    const annotations = number === 1 ? " /Annots [4 0 R]" : "";
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${objects.length} 0 R /Resources << /Font << /F1 3 0 R >> >>${annotations} >>`);
    kids.push(`${objects.length} 0 R`);
  }
  objects[1] = `<< /Type /Pages /Count ${pages} /Kids [${kids.join(" ")}] >>`;
  let file = "%PDF-1.4\n";
  const places = objects.map((object, index) => {
    const at = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  return text(`${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join("")}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`);
}

/** A tar (POSIX ustar) of files that hold nothing but zeros. */
function tarOf(files: [string, number][]): Buffer {
  const blocks = files.flatMap(([name, size]) => {
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write("0000644\0" + "0000000\0".repeat(2) + size.toString(8).padStart(11, "0") + "\0" + "14700000000\0" + "        0", 100);
    head.write("ustar\0" + "00", 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    return [head, Buffer.alloc(Math.ceil(size / 512) * 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** The file's page; what it complains of, and what it asks of other hosts, is kept. */
async function show(page: Page, name: string, body?: Buffer): Promise<{ complaints: string[] }> {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy|Refused to/i.test(message.text())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (/^https?:/.test(request.url()) && new URL(request.url()).hostname !== "localhost") complaints.push(request.url());
  });
  const account = await signUp(page);
  const file = await put(page.request, account, name, body);
  await page.goto(`/files/${file.id}`);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  return { complaints };
}

async function check(page: Page, { complaints }: { complaints: string[] }): Promise<void> {
  await page.evaluate(async () => document.fonts.ready);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  expect.soft(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`)).toEqual([]);
  expect.soft(complaints).toEqual([]);
}

test.beforeEach(async ({ page, isMobile }) => {
  await page.emulateMedia({ colorScheme: isMobile ? "dark" : "light", reducedMotion: "reduce" });
});

test("a picture is seen closer by keys, mouse and buttons", async ({ page, isMobile }) => {
  const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="2000"><circle cx="1500" cy="1000" r="900" fill="teal"/></svg>';
  const shown = await show(page, "map.svg", text(drawing));
  const zoom = page.getByRole("group", { name: "Zoom" });
  const picture = page.getByRole("region", { name: "Picture" });
  const toFit = zoom.getByRole("button", { name: /show all of it/ });
  await zoom.getByRole("button", { name: "Larger" }).click();
  await toFit.click();
  await expect(toFit).toHaveCount(0);
  await check(page, shown);
  if (isMobile) return;
  await picture.click();
  await expect(zoom).toContainText("100 %");
  await page.keyboard.press("+");
  await expect(zoom).toContainText("125 %");
  // What is larger than its box is moved by the arrows; else they lead to the neighbours.
  const left = async () => (await page.getByRole("img", { name: "map.svg" }).boundingBox())?.x ?? 0;
  const before = await left();
  await picture.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(left).toBeCloseTo(before - 80, 0);
  await page.keyboard.press("0");
  await expect(toFit).toHaveCount(0);
  await picture.hover();
  await page.keyboard.down("Control");
  for (let turn = 0; turn < 12; turn += 1) await page.mouse.wheel(0, -4_000);
  await page.keyboard.up("Control");
  await expect(zoom).toContainText("1,600 %");
});

test("code has colours and numbers, and is copied without them", async ({ page }) => {
  const code = `import os\n\n${"def run(path: str) -> None:\n    return os.getcwd()  # here\n".repeat(120)}`;
  const shown = await show(page, "app.py", text(code));
  const pane = page.getByRole("region", { name: "Text of app.py" });
  await expect(pane.locator(".tok-keyword").first()).toHaveText("import");
  await expect(page.getByText("Python, 242 lines")).toBeVisible();
  // What is far away is plain text until it comes near; then it is coloured from where it stands.
  await pane.evaluate((element) => { element.scrollTop = element.scrollHeight; });
  await expect(pane.locator('[data-n="242"] .tok-comment')).toHaveText("# here");
  await page.getByRole("button", { name: "Copy the text" }).click();
  await expect.poll(() => clipboard(page)).toBe(code);
  const selected = await pane.locator('[data-n="241"]').evaluate((line) => {
    getSelection()?.selectAllChildren(line.parentElement!);
    return getSelection()?.toString() ?? "";
  });
  expect(selected.trimEnd()).toMatch(/^def run\(path: str\) -> None:\n {4}return/);
  await check(page, shown);
});

test("Markdown is rendered, does nothing, and asks no other host", async ({ page }) => {
  const shown = await show(
    page,
    "README.md",
    text(
      [
        "# Manual\n\nSome **strong** words and a [link](https://example.org/).\n",
        "| a | b |\n|--|--:|\n| one | 2 |\n",
        "![remote](https://tracker.example/pixel.png)\n",
        '<img src="https://tracker.example/2.png" onerror="document.title=1"><img src=x onerror="document.title=2">',
        '<script>document.title = "3"</script><a href="javascript:document.title=4">bad</a><iframe src="https://evil.example"></iframe>',
        '<svg><style><img src="https://tracker.example/3.png"></style></svg><p style="background:url(https://tracker.example/4.png)">plain</p>',
      ].join("\n"),
    ),
  );
  const pane = page.getByRole("region", { name: "Text of README.md" });
  await expect(pane.getByRole("heading", { name: "Manual" })).toBeVisible();
  await expect(pane.getByRole("link", { name: "remote (tracker.example)" })).toHaveAttribute("rel", "noopener noreferrer nofollow");
  await expect(pane.getByRole("table")).toBeVisible();
  await expect(pane.locator("img, script, iframe, style, [onerror], [style], a[href^=javascript]")).toHaveCount(0);
  await expect(page).toHaveTitle(/README/);
  await check(page, shown);
  await page.getByText("Text", { exact: true }).click();
  await expect(pane).toContainText("**strong**");
});

test("values between commas are a table, of which what is in sight is drawn", async ({ page }) => {
  const rows = Array.from({ length: 3_000 }, (_, at) => `"Kiel, ${at}",${at}`).join("\n");
  const shown = await show(page, "towns.csv", text(`town,people\n${rows}\n`));
  const table = page.getByRole("table", { name: "Table" });
  await expect(table.getByRole("cell", { name: "Kiel, 0" })).toBeVisible();
  await expect(table).toHaveAttribute("aria-rowcount", "3001");
  expect(await table.getByRole("row").count()).toBeLessThan(120);
  await check(page, shown);
  await page.getByText("Text", { exact: true }).click();
  await expect(page.getByText('"Kiel, 0",0')).toBeVisible();
});

test("a PDF is read page by page", async ({ page }) => {
  const shown = await show(page, "manual.pdf", pdfOf(40));
  await expect(page.getByText("This is page 1.")).toBeVisible();
  await expect(page.getByRole("group", { name: "Page 1", exact: true }).locator("canvas")).toBeVisible();
  await expect(page.getByRole("link", { name: "https://example.org/manual" })).toHaveAttribute("target", "_blank");
  const number = page.getByRole("textbox", { name: "Page, of 40" });
  await number.fill("33");
  await number.press("Enter");
  await expect(page.getByText("This is page 33.")).toBeVisible();
  await expect(number).toHaveValue("33");
  expect(await page.locator("canvas").count()).toBeLessThan(12);
  const zoom = page.getByRole("group", { name: "Zoom" });
  await zoom.getByRole("button", { name: /as large as on paper/ }).click();
  await expect(zoom).toContainText("100 %");
  await expect(number).toHaveValue("33");
  await check(page, shown);
});

test("an archive is listed without being unpacked", async ({ page }) => {
  const files: [string, number][] = Array.from({ length: 30 }, (_, at) => [`pack/src/part-${at}.ts`, 1_000]);
  const shown = await show(page, "pack.tar", tarOf([...files, ["pack/README.md", 500]]));
  await expect(page.getByText("31 files, 30.5 KB unpacked")).toBeVisible();
  await page.getByRole("button", { name: /^src/ }).click();
  await expect(page.getByRole("cell", { name: "part-3.ts" })).toHaveCount(0);
  await page.getByRole("searchbox", { name: "Filter names" }).fill("part-29");
  await expect(page.getByRole("cell", { name: "part-29.ts" })).toBeVisible();
  await check(page, shown);
});

test("what can't be shown says why, and large text begins", async ({ page }) => {
  const account = await signUp(page);
  const broken = await put(page.request, account, "broken.pdf", text("%PDF-1.4\n%%EOF\n"));
  const film = await put(page.request, account, "film.mp4", Buffer.concat([text("\0\0\0\x18ftypmp42\0\0\0\0mp42isom"), Buffer.alloc(500)]));
  const log = await put(page.request, account, "long.log", text("2026-11-24 request answered\n".repeat(80_000)));
  await page.goto(`/files/${broken.id}`);
  await expect(page.getByText("It is broken, or not quite a PDF.")).toBeVisible();
  await page.goto(`/files/${film.id}`);
  await expect(page.getByText("This browser can't play it.")).toBeVisible();
  await page.goto(`/files/${log.id}`);
  await expect(page.getByText("This is the beginning.")).toBeVisible();
  await page.getByRole("button", { name: /^Whole text/ }).click();
  await expect(page.getByText("Log, 80,000 lines")).toBeVisible();
});
