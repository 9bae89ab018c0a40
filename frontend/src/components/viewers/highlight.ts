import type { HighlighterCore, ThemedToken } from "shiki/core";

import type { Language } from "./languages";
import { LANGUAGES } from "./languages";

/** A piece of a line, and the colour it stands in: "keyword", "string"; empty for plain ink. */
export type Piece = readonly [text: string, colour: string];
type GrammarState = ReturnType<HighlighterCore["getLastGrammarState"]>;

/** Longer lines were written by a machine, and would hold the page up. */
const LONGEST_LINE = 2_000;
const BLOCK_MS = 400;

let started: Promise<HighlighterCore> | null = null;

async function start(): Promise<HighlighterCore> {
  const [{ createCssVariablesTheme, createHighlighterCore }, { createJavaScriptRegexEngine }] = await Promise.all([
    import("shiki/core"),
    import("shiki/engine/javascript"),
  ]);
  // The colours are ours, by name (code.css); so they follow the theme without being made again.
  const theme = createCssVariablesTheme({ name: "ours", variablePrefix: "--code-" });
  return createHighlighterCore({ themes: [theme], langs: [], engine: createJavaScriptRegexEngine({ forgiving: true }) });
}

/**
 * Colours blocks of lines from the first to the last, for each goes on where the one before ended; between them the page
 * may do something else. `onBlock` is told of each.
 */
export async function highlight(
  blocks: readonly (readonly string[])[],
  language: Language,
  signal: AbortSignal,
  onBlock: (index: number, lines: readonly (readonly Piece[])[]) => void,
): Promise<void> {
  started ??= start();
  const highlighter = await started;
  const { default: grammars } = await LANGUAGES[language].load();
  await highlighter.loadLanguage(...grammars);
  let state: GrammarState | undefined;
  for (const [index, block] of blocks.entries()) {
    if (signal.aborted) return;
    const tokens = highlighter.codeToTokensBase(block.join("\n"), {
      lang: language,
      theme: "ours",
      tokenizeMaxLineLength: LONGEST_LINE,
      tokenizeTimeLimit: BLOCK_MS,
      ...(state ? { grammarState: state } : {}),
    });
    state = highlighter.getLastGrammarState(tokens);
    onBlock(index, tokens.map((line) => line.map(pieceOf)));
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function pieceOf({ content, color = "" }: ThemedToken): Piece {
  return [content, /--code-token-([\w-]+)/.exec(color)?.[1] ?? ""];
}
