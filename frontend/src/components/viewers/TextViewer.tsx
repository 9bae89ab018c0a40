import { useQuery } from "@tanstack/react-query";
import { WrapText } from "lucide-react";
import { Suspense, useCallback, useEffect, useState } from "react";

import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Segments } from "@/components/ui/segments";
import { ErrorState } from "@/components/ui/states";
import { counted, formatBytes } from "@/lib/format";
import { lazyPart } from "@/lib/lazyPart";

import { CodeLines } from "./CodeLines";
import { linesOf } from "./decode";
import type { TextKind } from "./language";
import { languageOf, textKindOf } from "./language";
import { LANGUAGES } from "./languages";
import { BarWords, Pane } from "./Pane";
import type { ReadText } from "./readText";
import { LARGEST_WHOLE, readText } from "./readText";
import { Reading } from "./Reading";
import type { Viewed } from "./viewed";

const loadMarkdown = () => import("./Markdown");
const loadSheet = () => import("./SheetView");
const Markdown = lazyPart(async () => ({ default: (await loadMarkdown()).Markdown }));
const SheetView = lazyPart(async () => ({ default: (await loadSheet()).SheetView }));

/** What a kind of text is called when it is shown as more than its characters. */
const SHOWN_AS: Record<TextKind, string | null> = { markdown: "Rendered", table: "Table", json: "Pretty", plain: null };

/** Text: as it is, or as what it means. */
export function TextViewer({ file }: { file: Viewed }) {
  const [whole, setWhole] = useState(false);
  const kind = textKindOf(file.name, file.type);
  useEffect(() => {
    // Beside the text, not after it.
    const load = kind === "markdown" ? loadMarkdown : kind === "table" ? loadSheet : null;
    load?.().catch(() => undefined); // it is asked for again where it is shown
  }, [kind]);
  const query = useQuery({
    queryKey: ["text", file.id, whole],
    queryFn: ({ signal }) => readText(file, whole, signal),
    placeholderData: (before) => before,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
  if (query.data) {
    return <Shown file={file} read={query.data} busy={query.isPlaceholderData} onWhole={() => { setWhole(true); }} />;
  }
  if (query.error) {
    return (
      <div className="w-full max-w-[520px] p-4">
        <ErrorState what="This text couldn't be loaded." error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  return <Reading />;
}

interface ShownProps {
  file: Viewed;
  read: ReadText;
  busy: boolean;
  onWhole: () => void;
}

function Shown({ file, read: { text, isCut }, busy, onWhole }: ShownProps) {
  const kind = textKindOf(file.name, file.type);
  const meaning = SHOWN_AS[kind];
  const [means, setMeans] = useState(kind === "markdown" || kind === "table");
  const [wrap, setWrap] = useState(kind !== "table");
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [failed, setFailed] = useState(false);
  const fail = useCallback(() => { setFailed(true); }, []);
  const language = languageOf(file.name, file.type);
  const asText = !means || failed || kind === "json";
  const shown = means && kind === "json" ? pretty(text) : text;
  const words = asText ? [language ? LANGUAGES[language].word : "Text", counted(linesOf(shown).length, "line")] : [];
  return (
    <Pane
      label={`Text of ${file.name}`}
      scroller={setScroller}
      busy={busy}
      bar={
        <>
          {meaning && !failed && (
            <Segments
              label="Show as"
              size="sm"
              className="-ms-2"
              value={means ? "meaning" : "text"}
              options={[{ value: "meaning", label: meaning }, { value: "text", label: "Text" }]}
              onChange={(value) => { setMeans(value === "meaning"); }}
            />
          )}
          <BarWords>{words.join(", ")}</BarWords>
          {asText && (
            <Button variant="ghost" size="sm" square icon={WrapText} aria-label="Wrap long lines" title="Wrap long lines" aria-pressed={wrap} className={wrap ? "bg-sunk text-ink!" : ""} onClick={() => { setWrap(!wrap); }} />
          )}
          <CopyButton text={shown} what="the text" />
        </>
      }
      foot={isCut && <Beginning size={file.size} busy={busy} onWhole={onWhole} />}
    >
      {asText && <CodeLines text={shown} language={language} wrap={wrap} />}
      <Suspense fallback={<Reading />}>
        {!asText && kind === "markdown" && <Markdown text={text} source={file.source} />}
        {!asText && kind === "table" && <SheetView text={text} scroller={scroller} onFail={fail} />}
      </Suspense>
    </Pane>
  );
}

function Beginning({ size, busy, onWhole }: { size: number; busy: boolean; onWhole: () => void }) {
  if (size > LARGEST_WHOLE) {
    return <span>{`This is the beginning. All of it is ${formatBytes(size)}, which is more than a page should hold: download it.`}</span>;
  }
  return (
    <>
      <span>This is the beginning.</span>
      <Button size="sm" busy={busy} onClick={onWhole}>
        {busy ? "Loading" : `Whole text, ${formatBytes(size)}`}
      </Button>
    </>
  );
}

/** JSON with a line for each thing; as it is where it is not quite JSON. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
