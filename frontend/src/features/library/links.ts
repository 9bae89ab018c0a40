export const FORMATS = ["url", "markdown", "html", "bbcode"] as const;
export type Format = (typeof FORMATS)[number];

export const FORMAT_WORDS: Record<Format, string> = {
  url: "URL",
  markdown: "Markdown",
  html: "HTML",
  bbcode: "BBCode",
};

export interface Linkable {
  url: string;
  original_filename: string;
  mime_type: string;
}

/** The link in the language of the place where it will be pasted; pictures show themselves there. */
export function linkAs(file: Linkable, format: Format): string {
  const picture = file.mime_type.startsWith("image/");
  const { url, original_filename: name } = file;
  switch (format) {
    case "markdown":
      return `${picture ? "!" : ""}[${name.replace(/[\\[\]]/g, "\\$&")}](${url})`;
    case "html":
      return picture
        ? `<img src="${escapeHtml(url)}" alt="${escapeHtml(name)}">`
        : `<a href="${escapeHtml(url)}">${escapeHtml(name)}</a>`;
    case "bbcode":
      return picture ? `[img]${url}[/img]` : `[url=${url}]${name.replace(/[[\]]/g, "")}[/url]`;
    default:
      return url;
  }
}

/** An address without its scheme, in two parts: where it is, and what it is called there. */
export function splitLink(url: string): { host: string; path: string } {
  const bare = url.replace(/^https?:\/\//, "");
  const slash = bare.indexOf("/");
  return slash < 0
    ? { host: bare, path: "" }
    : { host: bare.slice(0, slash), path: bare.slice(slash + 1) };
}

function escapeHtml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}
