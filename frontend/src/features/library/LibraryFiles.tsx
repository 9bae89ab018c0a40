import { Suspense, useState } from "react";
import { useNavigate } from "react-router";

import { lazyPart } from "@/lib/lazyPart";

import type { Actions } from "./actions";
import type { OpenDialog } from "./FileDialogs";
import { Files } from "./Files";
import { MonthRail } from "./MonthRail";
import type { Newcomers } from "./newcomers";
import type { Search } from "./search";
import { NOTHING, selectAll } from "./selection";
import type { FocusedFile } from "./useFocusedFile";
import type { LibraryList } from "./useLibraryList";
import { useLoadAll } from "./useLibraryList";
import type { Chosen } from "./useSelection";

const BulkBar = lazyPart(async () => ({ default: (await import("./BulkBar")).BulkBar }));

interface LibraryFilesProps {
  search: Search;
  list: LibraryList;
  chosen: Chosen;
  focused: FocusedFile;
  actions: Actions;
  newcomers: Newcomers;
  onSearch: (search: Search) => void;
  onOpen: (open: OpenDialog) => void;
  onAtTop: (atTop: boolean) => void;
}

/** The files, what came meanwhile above them, and what can be done with the selected ones below. */
export function LibraryFiles(props: LibraryFilesProps) {
  const { search, list, chosen, focused, actions, newcomers } = props;
  const navigate = useNavigate();
  const [around, setAround] = useState<HTMLDivElement | null>(null);
  useLoadAll(chosen.selection.all, list);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      {newcomers.count > 0 && <NewFiles newcomers={newcomers} />}
      <div ref={setAround} className="flex min-h-0 flex-1">
        <Files
          uploads={list.uploads}
          total={list.matching?.count ?? null}
          search={search}
          more={list.more}
          onMore={list.loadMore}
          selection={chosen.selection}
          onSelection={chosen.setSelection}
          active={focused.id}
          onActive={focused.setId}
          onCopy={(upload) => void actions.copy([upload])}
          onMenu={(upload, at) => {
            focused.setId(upload.id);
            props.onOpen({ kind: "menu", upload, at });
          }}
          onOpen={(id) => void navigate(`/files/${id}`)}
          onAtTop={props.onAtTop}
          onSort={(sort) => {
            props.onSearch({ ...search, sort });
          }}
        />
        <MonthRail search={search} list={list} around={around} onSearch={props.onSearch} />
      </div>
      {chosen.selected.length > 0 && (
        <Suspense>
        <BulkBar
          selected={chosen.selected}
          widen={widening(list, chosen)}
          onCopy={() => void actions.copy(chosen.selected)}
          onPublic={(isPublic) => void actions.setPublic(chosen.selected, isPublic)}
          onTrash={() => {
            focused.leave(chosen.selected);
            void actions.trash(chosen.selected);
          }}
          onEnd={() => {
            chosen.setSelection(NOTHING);
          }}
        />
        </Suspense>
      )}
    </div>
  );
}

/** Once all that is loaded is selected, the rest of what matches is offered. */
function widening({ uploads, more, matching }: LibraryList, { selection, selected, setSelection }: Chosen) {
  if (selection.all || !more || !matching || selected.length < uploads.length) return null;
  return {
    count: matching.count,
    onWiden: () => {
      setSelection(selectAll(uploads.map(({ id }) => id)));
    },
  };
}

function NewFiles({ newcomers }: { newcomers: Newcomers }) {
  return (
    <button
      type="button"
      className="absolute top-2 left-1/2 z-tray -translate-x-1/2 rounded-md bg-ink px-3 py-1 font-medium text-paper shadow-float coarse:py-3"
      onClick={() => {
        document.querySelector("[data-scroller]")?.scrollTo({ top: 0 });
        newcomers.join();
      }}
    >
      {newcomers.count} new
    </button>
  );
}
