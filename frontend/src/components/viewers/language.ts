import type { Language } from "./languages";

/** Endings that are not the name of their language, by language. */
const ENDINGS: Partial<Record<Language, string>> = {
  asm: "asm s nasm",
  bat: "bat cmd",
  c: "c h",
  clojure: "clj cljs cljc edn",
  cpp: "cc cpp cxx c++ hh hpp hxx ino",
  csharp: "cs csx",
  css: "css",
  diff: "diff patch",
  docker: "dockerfile",
  dotenv: "env",
  elixir: "ex exs",
  erlang: "erl hrl",
  go: "go",
  graphql: "graphql gql",
  groovy: "groovy gradle",
  haskell: "hs",
  hcl: "tf hcl tfvars",
  html: "html htm xhtml",
  ini: "ini cfg conf properties desktop service timer socket editorconfig gitconfig reg",
  java: "java",
  javascript: "js mjs cjs",
  json: "json jsonc json5 geojson webmanifest sxcu ipynb har map",
  julia: "jl",
  kotlin: "kt kts",
  latex: "tex sty cls bib",
  make: "mk mak make",
  markdown: "md markdown mdx mkd",
  "objective-c": "m mm",
  ocaml: "ml mli",
  perl: "pl pm",
  powershell: "ps1 psm1 psd1",
  proto: "proto",
  python: "py pyi pyw",
  ruby: "rb gemspec rake",
  rust: "rs",
  scala: "scala sc sbt",
  shellscript: "sh bash zsh fish ksh",
  solidity: "sol",
  sql: "sql",
  typescript: "ts mts cts",
  viml: "vim",
  xml: "xml xsl xslt xsd svg plist rss atom csproj vcxproj xaml kml gpx",
  yaml: "yaml yml",
};
/** Those whose ending is their name. */
const SAME = "cmake dart jsx less log lua nginx nix php prisma r scss svelte swift toml tsx vue zig".split(" ") as Language[];

const BY_ENDING = new Map<string, Language>([
  ...SAME.map((name) => [name, name] as const),
  ...Object.entries(ENDINGS).flatMap(([name, endings]) => endings.split(" ").map((ending) => [ending, name as Language] as const)),
]);

/** Names that say by themselves what they are. */
const NAMES: readonly (readonly [RegExp, Language])[] = [
  [/^(docker|container)file(\.|$)/, "docker"],
  [/^(gnu)?makefile(\.|$)|^justfile$/, "make"],
  [/^cmakelists\.txt$/, "cmake"],
  [/^(gemfile|rakefile|vagrantfile|podfile|brewfile)$/, "ruby"],
  [/^jenkinsfile$/, "groovy"],
  [/^\.env(\..+)?$/, "dotenv"],
  [/^\.?(bashrc|bash_profile|zshrc|profile|zprofile)$|^pkgbuild$/, "shellscript"],
  [/^(\.prettierrc|\.babelrc|composer\.lock|tsconfig.*\.json)$/, "json"],
  [/^(cargo|poetry|uv)\.lock$|^pipfile$/, "toml"],
  [/^\.?(editorconfig|gitconfig|gitmodules|npmrc|flake8)$/, "ini"],
  [/^\.?vimrc$/, "viml"],
  [/^nginx.*\.conf$/, "nginx"],
];

/** As the host's look at the bytes says; weaker than the ending. */
const TYPES: readonly (readonly [RegExp, Language])[] = [
  [/python/, "python"],
  [/shellscript|x-sh$/, "shellscript"],
  [/perl/, "perl"],
  [/ruby/, "ruby"],
  [/php/, "php"],
  [/json$/, "json"],
  [/html$/, "html"],
  [/xml$/, "xml"],
  [/x-diff/, "diff"],
  [/x-tex|latex/, "latex"],
  [/makefile/, "make"],
  [/yaml/, "yaml"],
  [/javascript/, "javascript"],
  [/\/css$/, "css"],
  [/markdown/, "markdown"],
];

/** What a text is written in; null where that can't be told. */
export function languageOf(name: string, type: string): Language | null {
  const plain = (name.split(/[\\/]/).at(-1) ?? "").toLowerCase();
  const named = NAMES.find(([pattern]) => pattern.test(plain))?.[1];
  if (named) return named;
  const dot = plain.lastIndexOf(".");
  const ending = BY_ENDING.get(dot < 0 ? "" : plain.slice(dot + 1));
  if (ending) return ending;
  // ".txt" says that it is nothing else.
  return plain.endsWith(".txt") ? null : (TYPES.find(([pattern]) => pattern.test(type))?.[1] ?? null);
}

export type TextKind = "markdown" | "table" | "json" | "plain";

/** What a text can be shown as besides itself. */
export function textKindOf(name: string, type: string): TextKind {
  if (/\.(csv|tsv|tab)$/i.test(name) || /(csv|tab-separated-values)$/.test(type)) return "table";
  const language = languageOf(name, type);
  if (language === "markdown" && !/\.mdx$/i.test(name)) return "markdown";
  return language === "json" ? "json" : "plain";
}
