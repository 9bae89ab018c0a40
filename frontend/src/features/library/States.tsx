import type { ReactNode } from "react";
import { useEffect, useState } from "react";

import { gridShape } from "./listRows";
import type { Search } from "./search";
import { clearFilters, countFilters } from "./search";

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
