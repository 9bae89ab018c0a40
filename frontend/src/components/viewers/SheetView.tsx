import type { CSSProperties } from "react";
import { useEffect, useMemo } from "react";

import { useVirtualRows } from "@/hooks/useVirtualRows";
import { visible } from "@/lib/names";

import type { Sheet } from "./csv";
import { sheetOf } from "./csv";

const ROW_PX = 30;
const HEAD_PX = 32;

/** Values between separators, as the table that they are. Only the rows in sight are drawn. */
export function SheetView({ text, scroller, onFail }: { text: string; scroller: HTMLElement | null; onFail: () => void }) {
  const sheet = useMemo(() => sheetOf(text), [text]);
  useEffect(() => {
    if (!sheet) onFail();
  }, [sheet, onFail]);
  return sheet && <Table sheet={sheet} scroller={scroller} />;
}

function Table({ sheet: { head, rows, figures, widths }, scroller }: { sheet: Sheet; scroller: HTMLElement | null }) {
  const heights = useMemo(() => rows.map(() => ROW_PX), [rows]);
  const { rows: drawn, total } = useVirtualRows({ scroller, heights, offset: HEAD_PX, covered: HEAD_PX });
  const digits = String(rows.length).length;
  const columns = [`calc(${digits} * 1ch + 28px)`, ...widths.map((width) => `minmax(calc(${width} * 0.98ch + 24px), auto)`)].join(" ");
  const cell = (at: number) => `min-w-0 truncate px-3 ${figures[at] ? "text-end font-mono text-[12px] tabular-nums" : ""}`;
  return (
    <div
      role="table"
      aria-label="Table"
      aria-rowcount={rows.length + 1}
      aria-colcount={head.length}
      className="w-max min-w-full text-[12.5px]"
      style={{ "--columns": columns } as CSSProperties}
    >
      <div role="rowgroup" className="sticky top-0 z-sticky bg-raised">
        <div role="row" aria-rowindex={1} className={`${ROW} h-8 items-center border-b border-edge text-[12px] text-ink-3`}>
          <span aria-hidden />
          {head.map((name, at) => (
            <span key={at} role="columnheader" className={`${cell(at)} font-medium text-ink-2`} title={visible(name)}>
              {visible(name)}
            </span>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="relative" style={{ height: total }}>
        {drawn.map(({ index, start }) => (
          <div key={index} role="row" aria-rowindex={index + 2} className={`${ROW} absolute w-full items-center border-b border-line hover:bg-sunk`} style={{ top: start, height: ROW_PX }}>
            <span aria-hidden className="pe-3 text-end font-mono text-[11px] text-ink-3 tabular-nums select-none">
              {index + 1}
            </span>
            {head.map((_, at) => (
              <span key={at} role="cell" className={cell(at)} title={rows[index]?.[at]}>
                {visible(rows[index]?.[at] ?? "")}
              </span>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

const ROW = "grid grid-cols-(--columns)";
