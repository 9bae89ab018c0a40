import { ArrowDown, ArrowUp } from "lucide-react";

import { Checkbox } from "@/components/ui/checkbox";

import { COLUMNS } from "./FileRow";
import type { Search, Sort } from "./search";
import type { Selection } from "./selection";
import { NOTHING, selectLoaded } from "./selection";

interface ListHeadProps {
  order: readonly number[];
  selection: Selection;
  onSelection: (selection: Selection) => void;
  sort: Search["sort"];
  onSort: (sort: Sort) => void;
}

/** What stands over the columns; those that the list can go by are buttons, and say which way it goes. */
export function ListHead({ order, selection, onSelection, sort, onSort }: ListHeadProps) {
  const some = selection.ids.size > 0;
  const every = some && selection.ids.size === order.length;
  const going = { sort, onSort };
  return (
    <div role="row" aria-rowindex={1} className={`${COLUMNS} sticky top-0 z-sticky h-8 border-b border-line bg-paper`}>
      <div role="columnheader" className="flex pl-2.5">
        <Checkbox
          checked={every ? true : some ? "indeterminate" : false}
          aria-label="Select all that are loaded"
          onClick={() => {
            onSelection(every ? NOTHING : selectLoaded(order));
          }}
        />
      </div>
      <div role="columnheader">
        <span className="sr-only">Picture</span>
      </div>
      <Sortable words="Name" orders={["name"]} {...going} />
      <div role="columnheader" className={`${HEAD} max-md:hidden`}>
        Link
      </div>
      <div role="columnheader" className={`${HEAD} max-md:hidden`}>
        Type
      </div>
      <Sortable words="Size" orders={["largest", "smallest"]} className="justify-self-end" {...going} />
      <Sortable words="Views" orders={["views"]} className="justify-self-end max-md:hidden" {...going} />
      <div role="columnheader" className={`${HEAD} pl-6 max-md:hidden`}>
        Access
      </div>
      <Sortable words="Added" orders={["newest", "oldest"]} className="justify-self-end max-md:hidden" {...going} />
    </div>
  );
}

const HEAD = "text-caption text-ink-3";
const ASCENDING: ReadonlySet<Sort> = new Set(["name", "smallest", "oldest"]);

interface SortableProps {
  words: string;
  /** The orders of this column; another press takes the next one. */
  orders: readonly [Sort, ...Sort[]];
  sort: Sort;
  onSort: (sort: Sort) => void;
  className?: string;
}

function Sortable({ words, orders, sort, onSort, className = "" }: SortableProps) {
  const at = orders.indexOf(sort);
  const ascending = ASCENDING.has(sort);
  const Arrow = ascending ? ArrowUp : ArrowDown;
  return (
    <div role="columnheader" aria-sort={at < 0 ? "none" : ascending ? "ascending" : "descending"} className={className}>
      <button
        type="button"
        className={`-mx-1 inline-flex h-7 items-center gap-1 rounded-md px-1 text-caption hover:bg-sunk ${at < 0 ? "text-ink-3" : "font-medium text-ink"}`}
        onClick={() => {
          onSort(orders[at + 1] ?? orders[0]);
        }}
      >
        {words}
        {at >= 0 && <Arrow className="size-3" aria-hidden />}
      </button>
    </div>
  );
}
