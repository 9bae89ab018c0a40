import { Camera, ClipboardPaste, MousePointer2 } from "lucide-react";
import type { ComponentType, ReactNode } from "react";
import { useEffect, useState } from "react";

import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";

import { gridShape } from "./listRows";
import type { Search } from "./search";
import { clearFilters, countFilters } from "./search";

interface EmptyLibraryProps {
  /** "Up to 100 MB each"; null: the host sets no limit. */
  limitWords: string | null;
  onChoose: () => void;
  device: ReactNode;
}

/** Nothing has landed yet: a statement, one sentence, the three ways in. */
export function EmptyLibrary({ limitWords, onChoose, device }: EmptyLibraryProps) {
  return (
    <div className="grid min-h-0 flex-1 content-start overflow-auto px-4 pt-6 pb-10 md:content-center md:px-[72px] md:pb-[120px]">
      <div>
        <h2 className="text-[24px]/8 font-semibold tracking-[-0.024em] md:text-[28px]/9">
          Nothing has landed yet.
        </h2>
        <p className="mt-2 mb-10 max-w-[56ch] text-[14px]/[22px] text-ink-2">
          Each file gets a link the moment it arrives, and the link is copied for you. There are
          three ways in.
        </p>
        <ul className="grid border-t border-ink md:grid-cols-3">
          <Way icon={MousePointer2} title="Drop" text={dropText(limitWords)}>
            <Button variant="go" kbd="U" onClick={onChoose}>
              Choose files
            </Button>
          </Way>
          <Way
            icon={ClipboardPaste}
            title="Paste"
            text="Copy an image or some text, then press the keys here. Text becomes a file with a link."
          >
            <span className="inline-flex h-8 items-center gap-1">
              <Kbd>Ctrl</Kbd>
              <Kbd>V</Kbd>
            </span>
          </Way>
          <Way
            icon={Camera}
            title="Shoot"
            text="Let ShareX, Flameshot or a script send every capture here. It takes one file and no typing."
          >
            {device}
          </Way>
        </ul>
      </div>
    </div>
  );
}

function dropText(limitWords: string | null): string {
  return `Drag files or a whole folder anywhere on this page.${limitWords ? ` ${limitWords}.` : ""}`;
}

function Way({
  icon: Icon,
  title,
  text,
  children,
}: {
  icon: ComponentType<{ className?: string }>;
  title: string;
  text: string;
  children: ReactNode;
}) {
  return (
    <li className="border-line pt-3.5 pb-[18px] max-md:border-b md:pt-4 md:pe-6 md:pb-0 md:not-first:border-s md:not-first:ps-6">
      <Icon className="mb-2 size-4 text-ink-3" aria-hidden />
      <h3 className="mt-0.5 mb-1.5 text-[14px]/5 font-medium">{title}</h3>
      <p className="max-w-[32ch] text-ink-2">{text}</p>
      <div className="mt-3.5">{children}</div>
    </li>
  );
}

export function NoMatch({
  search,
  onSearch,
}: {
  search: Search;
  onSearch: (search: Search) => void;
}) {
  const filters = countFilters(search);
  const q = search.q.trim();
  return (
    <div className="px-4 pt-6 md:px-6">
      <div className="border-t border-ink py-3">
        <p className="font-medium" role="status">
          {q ? `No file matches “${q}”.` : "No file matches these filters."}
        </p>
        <p className="text-ink-3">
          {filters > 0 && (
            <Plain
              onClick={() => {
                onSearch(clearFilters(search));
              }}
            >
              Clear {filters === 1 ? "the filter" : `${filters} filters`}
            </Plain>
          )}
          {filters > 0 && q && " or "}
          {q && (
            <Plain
              onClick={() => {
                onSearch({ ...search, q: "" });
              }}
            >
              {filters > 0 ? "clear" : "Clear"} the search
            </Plain>
          )}
        </p>
      </div>
    </div>
  );
}

function Plain({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      className="underline decoration-edge underline-offset-3 hover:text-ink"
      onClick={onClick}
    >
      {children}
    </button>
  );
}

const SHAPES = [1.6, 1.5, 0.66, 1.78, 1.15, 1.78, 0.75, 1.33, 1.3, 1.38];

/** The boxes of what comes; only after 300 ms, for a quick answer needs none. */
export function LibrarySkeleton({ view }: { view: Search["view"] }) {
  const shown = useAfter(300);
  if (!shown) return <div className="flex-1" aria-busy />;
  return (
    <div className="min-h-0 flex-1 overflow-hidden px-4 md:px-6" aria-busy aria-label="Loading">
      {view === "list" ? <SkeletonRows /> : <SkeletonCards />}
    </div>
  );
}

function SkeletonCards() {
  const { target, gap, rowGap } = gridShape(window.innerWidth);
  return (
    <div className="flex flex-wrap pt-[46px]" style={{ gap: `${rowGap}px ${gap}px` }}>
      {SHAPES.map((shape, index) => (
        <div key={index} style={{ width: shape * target }}>
          <div className="animate-wait rounded-sm bg-sunk" style={{ height: target }} />
          <div className="mt-2.5 mb-1.5 h-2.5 w-4/5 animate-wait rounded-sm bg-sunk" />
          <div className="h-2 w-1/2 animate-wait rounded-sm bg-sunk" />
        </div>
      ))}
    </div>
  );
}

function SkeletonRows() {
  return (
    <div className="pt-8">
      {SHAPES.map((_, index) => (
        <div key={index} className="flex h-11 items-center gap-3 border-b border-line ps-9">
          <div className="h-[30px] w-11 animate-wait rounded-[2px] bg-sunk" />
          <div className="h-2.5 w-1/3 animate-wait rounded-sm bg-sunk" />
        </div>
      ))}
    </div>
  );
}

function useAfter(ms: number): boolean {
  const [past, setPast] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setPast(true);
    }, ms);
    return () => {
      clearTimeout(timer);
    };
  }, [ms]);
  return past;
}
