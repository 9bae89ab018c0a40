import type { CSSProperties } from "react";
import { memo, useEffect, useMemo, useRef, useState } from "react";

import "./code.css";
import { linesOf } from "./decode";
import type { Piece } from "./highlight";
import type { Language } from "./languages";

/** Lines of a block: few enough to colour without holding the page up, many enough that 100,000 lines are no burden. */
const BLOCK = 80;
/** Text up to here is coloured; what follows is read plain. */
const LARGEST_COLOURED = 200_000;
/** From so many blocks on the browser is told to leave out what is not seen. */
const MANY_BLOCKS = 60;

type Colours = ReadonlyMap<number, readonly (readonly Piece[])[]>;

/** Text with the numbers of its lines, and in colours where its language is known. All of it is in the page, so that it can be searched and selected. */
export function CodeLines({ text, language, wrap }: { text: string; language: Language | null; wrap: boolean }) {
  const lines = useMemo(() => linesOf(text), [text]);
  const blocks = useMemo(() => blocksOf(lines), [lines]);
  const colours = useColours(blocks, language);
  const [root, setRoot] = useState<HTMLElement | null>(null);
  return (
    <div
      ref={setRoot}
      className={`min-w-full py-3 font-mono text-[12px]/[19px] tracking-[-0.01em] whitespace-pre text-ink [tab-size:4] ${wrap ? "code-wrap" : "w-max"}`}
      style={{ "--digits": String(String(lines.length).length) } as CSSProperties}
    >
      {root &&
        blocks.map((block, index) => (
          <Block key={index} lines={block} first={index * BLOCK + 1} pieces={colours.get(index)} many={blocks.length > MANY_BLOCKS} />
        ))}
    </div>
  );
}

interface BlockProps {
  lines: readonly string[];
  first: number;
  pieces: readonly (readonly Piece[])[] | undefined;
  many: boolean;
}

/** One piece of text as long as it is far away, and lines once it came near; the room that it takes is the same. */
const Block = memo(function Block({ lines, first, pieces, many }: BlockProps) {
  const [near, setNear] = useState(first === 1);
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (near || !element.current) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: "800px" },
    );
    observer.observe(element.current);
    return () => {
      observer.disconnect();
    };
  }, [near]);
  return (
    <div
      ref={element}
      className={`code-block ${many ? "code-far" : ""}`}
      style={{ "--lines": String(lines.length) } as CSSProperties}
    >
      {near ? lines.map((line, at) => <Line key={at} number={first + at} line={line} pieces={pieces?.[at]} />) : `${lines.join("\n")}\n`}
    </div>
  );
});

function Line({ number, line, pieces }: { number: number; line: string; pieces: readonly Piece[] | undefined }) {
  return (
    <div className="code-line" data-n={number}>
      {pieces ? pieces.map(([text, colour], at) => (colour === "" ? text : <span key={at} className={`tok-${colour}`}>{text}</span>)) : line}
      {"\n"}
    </div>
  );
}

function blocksOf(lines: readonly string[]): readonly (readonly string[])[] {
  const blocks = [];
  for (let at = 0; at < lines.length; at += BLOCK) blocks.push(lines.slice(at, at + BLOCK));
  return blocks;
}

/** The colours of the blocks that are done by now. Without them the text stands in ink, so that nobody waits. */
function useColours(blocks: readonly (readonly string[])[], language: Language | null): Colours {
  const [colours, setColours] = useState<Colours>(NONE);
  useEffect(() => {
    setColours(NONE);
    if (!language) return undefined;
    const stop = new AbortController();
    void import("./highlight")
      .then(({ highlight }) =>
        highlight(beginningOf(blocks), language, stop.signal, (index, lines) => {
          setColours((now) => new Map(now).set(index, lines));
        }),
      )
      // Text without colours is still text.
      .catch(() => undefined);
    return () => {
      stop.abort();
    };
  }, [blocks, language]);
  return colours;
}

const NONE: Colours = new Map();

function beginningOf(blocks: readonly (readonly string[])[]): readonly (readonly string[])[] {
  let size = 0;
  const end = blocks.findIndex((block) => (size += block.reduce((sum, line) => sum + line.length + 1, 0)) > LARGEST_COLOURED);
  return end < 0 ? blocks : blocks.slice(0, end);
}
