import type { KeyboardEvent } from "react";
import { useMemo, useState } from "react";

import { handleFileKey } from "./fileKeys";
import { Rows, StickyDay } from "./FileRows";
import { ListHead } from "./ListHead";
import { gridShape, rowOfPlace, rowsOf } from "./listRows";
import { targetOf } from "./moves";
import type { Upload } from "./requests";
import type { Search, Sort } from "./search";
import type { Selection } from "./selection";
import { useKeepFocus, useMoveTo } from "./useGridFocus";
import { usePosition } from "./usePosition";
import { useEndless, useRows } from "./useRows";
import { useWidth } from "./useWidth";

export interface FilesProps {
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
  onSort: (sort: Sort) => void;
}

/** The height of the list's head, above its first row. */
const LIST_HEAD = 32;

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
  const drawn = useRows(scroller, rows, rowOfPlace(rows, activeIndex), search.view === "list" ? LIST_HEAD : 0);
  const moveTo = useMoveTo(scroller, drawn.scrollTo, rows);
  useEndless(drawn.last, rows.length, props);
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
  const target = (key: string, index: number) => targetOf(key, index, { rows, count: order.length, width, view: search.view });
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
          <ListHead order={order} selection={selection} onSelection={props.onSelection} sort={search.sort} onSort={props.onSort} />
        )}
        <StickyDay rows={rows} top={drawn.top} />
        <Rows {...props} rows={rows} order={order} gap={gridShape(width).gap} drawn={drawn} />
      </div>
    </div>
  );
}
