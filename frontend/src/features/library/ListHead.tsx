import { Checkbox } from "@/components/ui/checkbox";

import { COLUMNS } from "./FileRow";
import type { Selection } from "./selection";
import { NOTHING, selectLoaded } from "./selection";

interface ListHeadProps {
  order: readonly number[];
  selection: Selection;
  onSelection: (selection: Selection) => void;
}

export function ListHead({ order, selection, onSelection }: ListHeadProps) {
  const some = selection.ids.size > 0;
  const every = some && selection.ids.size === order.length;
  const head = "text-caption text-ink-3";
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={`${COLUMNS} sticky top-0 z-sticky h-8 border-b border-line bg-paper`}
    >
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
      <div role="columnheader" className={head}>
        Name
      </div>
      <div role="columnheader" className={`${head} max-md:hidden`}>
        Link
      </div>
      <div role="columnheader" className={`${head} max-md:hidden`}>
        Type
      </div>
      <div role="columnheader" className={`${head} text-right`}>
        Size
      </div>
      <div role="columnheader" className={`${head} text-right max-md:hidden`}>
        Views
      </div>
      <div role="columnheader" className={`${head} pl-6 max-md:hidden`}>
        Access
      </div>
      <div role="columnheader" className={`${head} text-right max-md:hidden`}>
        Added
      </div>
    </div>
  );
}
