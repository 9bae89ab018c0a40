import { useState } from "react";

import { FileCard } from "./FileCard";
import { FileRow } from "./FileRow";
import type { FilesProps } from "./Files";
import type { Row } from "./listRows";
import type { Upload } from "./requests";
import type { CardsRow } from "./rows";
import { useHandlers } from "./useHandlers";
import type { LibraryRows } from "./useRows";

interface RowsProps extends FilesProps {
  rows: readonly Row[];
  order: readonly number[];
  gap: number;
  drawn: LibraryRows;
}

/** The rows in sight: heads of days, cards, lines. */
export function Rows({ rows, order, gap, drawn, ...props }: RowsProps) {
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
    <div role="presentation" className="relative" style={{ height: drawn.total }}>
      {drawn.rows.map(({ index, start }) => {
        const row = rows[index];
        if (!row) return null;
        return (
          <div
            key={row.key}
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
export function StickyDay({ rows, top }: { rows: readonly Row[]; top: number | null }) {
  if (top === null) return null;
  const current = rows.slice(0, top + 1).findLast((row) => row.kind === "head");
  if (current?.kind !== "head") return null;
  return (
    <div role="presentation" aria-hidden className="sticky top-0 z-sticky h-0">
      {/* Wider than the cards, as the frames of selected ones are. */}
      <div className="-mx-1.5 bg-paper px-1.5">
        <DayHead words={current.words} count={current.count} />
      </div>
    </div>
  );
}
