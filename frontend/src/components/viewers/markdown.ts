import DOMPurify from "dompurify";
import { Marked } from "marked";

const TAGS = (
  "a abbr b blockquote br caption cite code dd del details div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s " +
  "samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var"
).split(" ");
const ATTRIBUTES = ["href", "src", "alt", "title", "width", "height", "align", "colspan", "rowspan", "open", "start", "dir", "lang"];
const LINKED = /^(https?:|mailto:)/i;

const marked = new Marked({ gfm: true, async: false });
marked.use({
  renderer: {
    // The page has its own first heading.
    heading({ tokens, depth }) {
      const level = Math.min(6, depth + 1);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
    // DOMPurify takes these away; but browsers complain of them as soon as they are parsed.
    html: ({ text }) => text.replace(/([\s/"'])(?:on\w+|style)\s*=/gi, "$1data-off=").replace(/<(\/?)style/gi, "<$1template"),
    // A box that nobody can tick is a sign.
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
  },
});

/**
 * Markdown as HTML that does nothing: no script, no style, no form, no frame. Pictures are loaded from these origins only,
 * for the page asks no other host for anything; the others become links.
 */
export function renderMarkdown(text: string, origins: readonly string[]): string {
  const purify = DOMPurify(window);
  purify.addHook("afterSanitizeAttributes", (node) => {
    if (node.tagName === "A") secureLink(node);
    if (node.tagName === "IMG") keepPictureOrLink(node, origins);
  });
  // A front matter is for machines.
  const body = text.replace(/^\ufeff?---\r?\n[\s\S]*?\r?\n---\r?\n/, "");
  return purify.sanitize(marked.parse(body) as string, {
    ALLOWED_TAGS: TAGS,
    ALLOWED_ATTR: ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
  });
}

/** To another page, in another tab, which learns nothing of this one. A place within the text has no address here. */
function secureLink(link: Element): void {
  const href = link.getAttribute("href") ?? "";
  if (!LINKED.test(href)) {
    link.removeAttribute("href");
    return;
  }
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noopener noreferrer nofollow");
}

function keepPictureOrLink(picture: Element, origins: readonly string[]): void {
  const source = picture.getAttribute("src") ?? "";
  const alt = picture.getAttribute("alt") ?? "";
  const address = addressOf(source);
  if (address && origins.includes(address.origin)) {
    picture.setAttribute("loading", "lazy");
    if (!picture.hasAttribute("alt")) picture.setAttribute("alt", "");
    return;
  }
  const { ownerDocument: page, parentElement: parent } = picture;
  const words = `${alt || "picture"}${address?.host ? ` (${address.host})` : ""}`;
  // Within a link it is that link's words.
  const stand = page.createElement(address && LINKED.test(source) && !parent?.closest("a") ? "a" : "span");
  stand.textContent = words;
  if (stand.tagName === "A") {
    stand.setAttribute("href", source);
    secureLink(stand);
  }
  picture.replaceWith(stand);
}

/** Null where it is none by itself: what a text says of files beside it leads nowhere here. */
function addressOf(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
