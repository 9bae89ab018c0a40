import type { Plugin } from "vite";

/** The Latin files, which every page needs at once; the others load by their unicode-range. */
const LATIN = /geist(-mono)?-latin-wght-normal-[^/]*\.woff2$/;

/** Names the two Latin font files in the page's head, under the hashed names that the build gave them. */
export function preloadFonts(): Plugin {
  return {
    name: "bulletdrop-preload-fonts",
    transformIndexHtml: {
      order: "post",
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {})
          .filter((name) => LATIN.test(name))
          .map((name) => ({
            tag: "link",
            injectTo: "head" as const,
            attrs: { rel: "preload", as: "font", type: "font/woff2", href: `/${name}`, crossorigin: "" },
          })),
    },
  };
}
