import type { Range, Virtualizer } from "@tanstack/react-virtual";
import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import type { KeyboardEvent } from "react";
import { useCallback, useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from "react";

import type { FileHandlers } from "./FileCard";
import { FileCard } from "./FileCard";
import { handleFileKey } from "./fileKeys";
import { FileRow } from "./FileRow";
import { ListHead } from "./ListHead";
import type { Row } from "./listRows";
import { gridShape, rowOfPlace, rowsOf } from "./listRows";
import type { Upload } from "./requests";
import type { CardsRow, GridRow } from "./rows";
import { verticalNeighbour } from "./rows";
import type { Search } from "./search";
import type { Selection } from "./selection";
import { extend, toggle } from "./selection";
import { useWidth } from "./useWidth";

interface FilesProps {
  uploads: readonly Upload[];
  /** All that match, also those not loaded; null while that is not known. */
  total: number | null;
  search: Search;
  more: boolean;
  onMore: () => void;
  selection: Selection;
  onSelection: (selection: Selection) => void;
  active: number | null;
  onActive: (id: number) => void;
  onCopy: (upload: Upload) => void;
  onMenu: (upload: Upload, at: { x: number; y: number }) => void;
  onOpen: (id: number) => void;
  onAtTop: (atTop: boolean) => void;
}

/** Where each address was scrolled to, so that coming back finds the same place. */
const positions = new Map<string, number>();

export function Files(props: FilesProps) {
  const { uploads, search, more, selection, active } = props;
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const width = useWidth(scroller);
  const rows = useMemo(
    () => rowsOf(uploads, { view: search.view, sort: search.sort, width, more }),
    [uploads, search.view, search.sort, width, more],
  );
  const order = useMemo(() => uploads.map(({ id }) => id), [uploads]);
  const activeIndex = Math.max(0, active === null ? 0 : order.indexOf(active));
  const virtualizer = useRows(scroller, rows, rowOfPlace(rows, activeIndex));
  const moveTo = useMoveTo(scroller, virtualizer, rows);
  useEndless(virtualizer, rows.length, props);
  usePosition(scroller, `${location.pathname}${location.search}`, rows.length > 0, props.onAtTop);

  useKeepFocus(search.view, () => {
    if (active !== null) moveTo(active, activeIndex);
  });
  const onMove = (index: number) => {
    const id = order[index];
    if (id === undefined) return;
    props.onActive(id);
    moveTo(id, index);
  };
  const target = (key: string, index: number) => targetOf(key, index, rows, order.length, width, search);
  const onKeyDown = (event: KeyboardEvent) => {
    handleFileKey(event, { order, activeIndex, target, selection, onSelect: props.onSelection, onMove, onOpen: props.onOpen });
  };

  return (
    <div
      ref={setScroller}
      className="relative min-h-0 flex-1 overflow-auto px-4 [scrollbar-width:thin] md:px-6"
      data-scroller
    >
      <div
        role="grid"
        aria-label="Files"
        aria-multiselectable
        aria-rowcount={
          props.total === null ? -1 : props.total + (search.view === "list" ? 1 : 0)
        }
        // The rows have the focus, one of them at a time; the grid hears their keys.
        tabIndex={-1}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const row = (event.target as HTMLElement).closest<HTMLElement>("[data-file]");
          if (row) props.onActive(Number(row.dataset["file"]));
        }}
      >
        {search.view === "list" && (
          <ListHead order={order} selection={selection} onSelection={props.onSelection} />
        )}
        <StickyDay rows={rows} virtualizer={virtualizer} />
        <Rows {...props} rows={rows} order={order} gap={gridShape(width).gap} virtualizer={virtualizer} />
      </div>
    </div>
  );
}

interface RowsProps extends FilesProps {
  rows: readonly Row[];
  order: readonly number[];
  gap: number;
  virtualizer: Virtualizer<HTMLDivElement, Element>;
}

function Rows({ rows, order, gap, virtualizer, ...props }: RowsProps) {
  const [hovered, setHovered] = useState<number | null>(null);
  const handlers = useHandlers(props, order, setHovered);
  const activeId = props.active !== null && order.includes(props.active) ? props.active : order[0];
  const item = (upload: Upload, place: number) => ({
    upload,
    place: place + 1,
    active: upload.id === activeId,
    near: upload.id === hovered || (upload.id === props.active && upload.id === activeId),
    selected: props.selection.ids.has(upload.id),
    selecting: props.selection.ids.size > 0,
    early: place < 12,
    handlers,
  });
  return (
    <div role="presentation" className="relative" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, key, start }) => {
        const row = rows[index];
        if (!row) return null;
        return (
          <div
            key={key}
            role="presentation"
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start}px)`, height: row.height }}
          >
            {row.kind === "head" && <DayHead words={row.words} count={row.count} />}
            {row.kind === "cards" && (
              <Cards row={row} gap={gap} item={item} />
            )}
            {row.kind === "file" && (
              <FileRow {...item(row.upload, row.first)} marked={props.search.q} />
            )}
          </div>
        );
      })}
    </div>
  );
}

function Cards({
  row,
  gap,
  item,
}: {
  row: CardsRow<Upload>;
  gap: number;
  item: (upload: Upload, place: number) => Omit<Parameters<typeof FileCard>[0], "width" | "pictureHeight">;
}) {
  return (
    <div role="presentation" className="flex" style={{ gap }}>
      {row.cards.map((card, index) => (
        <FileCard
          key={card.item.id}
          {...item(card.item, row.first + index)}
          width={card.width}
          pictureHeight={row.pictureHeight}
        />
      ))}
    </div>
  );
}

function DayHead({ words, count }: { words: string; count: number | null }) {
  return (
    <div className="flex items-baseline gap-2 bg-paper pt-3 pb-2 md:pt-4 md:pb-2.5">
      <span className="font-medium">{words}</span>
      {count !== null && (
        <span className="figures text-ink-3">{count}</span>
      )}
    </div>
  );
}

/** The head of the day that the top of the list is in stays there. */
function StickyDay({ rows, virtualizer }: Pick<RowsProps, "rows" | "virtualizer">) {
  const top = virtualizer.scrollOffset ?? 0;
  const measured = virtualizer.measurementsCache;
  let current: Row | undefined;
  for (const [index, row] of rows.entries()) {
    if ((measured[index]?.start ?? 0) > top) break;
    if (row.kind === "head") current = row;
  }
  if (current?.kind !== "head" || top <= 0) return null;
  return (
    <div role="presentation" aria-hidden className="sticky top-0 z-sticky h-0">
      <DayHead words={current.words} count={current.count} />
    </div>
  );
}

function useRows(scroller: HTMLDivElement | null, rows: readonly Row[], activeRow: number) {
  const virtualizer = useVirtualizer<HTMLDivElement, Element>({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => rows[index]?.height ?? 0,
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 3,
    paddingEnd: 24,
    scrollPaddingStart: 44,
    // The row with the focus stays in the page, however far it is scrolled away.
    rangeExtractor: (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      if (activeRow < 0 || indexes.includes(activeRow)) return indexes;
      return [...indexes, activeRow].sort((a, b) => a - b);
    },
  });
  useLayoutEffect(() => {
    virtualizer.measure();
  }, [virtualizer, rows]);
  return virtualizer;
}

/** Asks for the next page before its place is reached. */
function useEndless(
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  count: number,
  { more, onMore }: FilesProps,
): void {
  const last = virtualizer.range?.endIndex ?? 0;
  useEffect(() => {
    if (more && count > 0 && last >= count - 8) onMore();
  }, [last, count, more, onMore]);
}

/** Brings a file into sight and focuses it once it is drawn: after a jump its row may not exist yet. */
function useMoveTo(
  scroller: HTMLElement | null,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  rows: readonly Row[],
) {
  const wanted = useRef<number | null>(null);
  useEffect(() => {
    if (wanted.current === null || !scroller) return;
    const row = scroller.querySelector<HTMLElement>(`[data-file="${wanted.current}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });
  return useCallback(
    (id: number, index: number) => {
      wanted.current = id;
      virtualizer.scrollToIndex(rowOfPlace(rows, index), { align: "auto" });
    },
    [virtualizer, rows],
  );
}

/** The other view draws its own rows: the focus goes over to the same file. */
function useKeepFocus(view: Search["view"], refocus: () => void): void {
  const focus = useEffectEvent(refocus);
  const shown = useRef(view);
  useEffect(() => {
    if (shown.current === view) return;
    shown.current = view;
    if (document.activeElement === document.body) focus();
  }, [view]);
}

function usePosition(
  scroller: HTMLElement | null,
  address: string,
  ready: boolean,
  onAtTop: (atTop: boolean) => void,
): void {
  useLayoutEffect(() => {
    if (!scroller || !ready) return undefined;
    scroller.scrollTop = positions.get(address) ?? 0;
    const note = () => {
      positions.set(address, scroller.scrollTop);
      onAtTop(scroller.scrollTop < 8);
    };
    note();
    scroller.addEventListener("scroll", note, { passive: true });
    return () => {
      scroller.removeEventListener("scroll", note);
    };
  }, [scroller, address, ready, onAtTop]);
}

function useHandlers(
  { selection, onSelection, onCopy, onMenu }: FilesProps,
  order: readonly number[],
  onHover: (id: number | null) => void,
): FileHandlers {
  const latest = useRef({ selection, onSelection, onCopy, onMenu, order });
  useLayoutEffect(() => {
    latest.current = { selection, onSelection, onCopy, onMenu, order };
  });
  return useMemo(
    () => ({
      onSelect: ({ id }, { shiftKey }) => {
        const now = latest.current;
        now.onSelection(
          shiftKey ? extend(now.selection, now.order, id) : toggle(now.selection, id),
        );
      },
      onCopy: (upload) => {
        latest.current.onCopy(upload);
      },
      onMenu: (upload, at) => {
        latest.current.onMenu(upload, at);
      },
      onHover: (upload) => {
        onHover(upload?.id ?? null);
      },
    }),
    [onHover],
  );
}

/** Where a key leads: by one along the files, by a row as the eye sees it, by a page, to an end. */
function targetOf(
  key: string,
  index: number,
  rows: readonly Row[],
  count: number,
  width: number,
  search: Search,
): number | null {
  const within = (place: number) => Math.min(count - 1, Math.max(0, place));
  const vertical = (step: 1 | -1) =>
    search.view === "list"
      ? within(index + step)
      : verticalNeighbour(rows as readonly GridRow<Upload>[], index, step, gridShape(width).gap);
  switch (key) {
    case "ArrowLeft":
      return within(index - 1);
    case "ArrowRight":
      return within(index + 1);
    case "ArrowUp":
      return vertical(-1);
    case "ArrowDown":
      return vertical(1);
    case "PageUp":
      return within(index - 12);
    case "PageDown":
      return within(index + 12);
    case "Home":
      return 0;
    default:
      return count - 1;
  }
}
