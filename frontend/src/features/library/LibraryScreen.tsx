import { LayoutGrid, List } from "lucide-react";
import type { ReactNode } from "react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useNavigate, useSearchParams } from "react-router";

import { reasonOf } from "@/api/client";
import { Segments } from "@/components/ui/segments";

import { ActionMenu } from "./ActionMenu";
import { useActions } from "./actions";
import { BulkBar } from "./BulkBar";
import { EditDialog } from "./EditDialog";
import { Files } from "./Files";
import { FilterBar } from "./FilterBar";
import { FormatMenu } from "./FormatMenu";
import { useNewcomers } from "./newcomers";
import { useLibrary, useSummary } from "./queries";
import type { Upload } from "./requests";
import type { Search } from "./search";
import { countFilters, filtersOf, readSearch, writeSearch } from "./search";
import { SearchField } from "./SearchField";
import { NOTHING, selectAll, selectLoaded, toggle } from "./selection";
import { LibrarySkeleton, LoadError, NoMatch } from "./States";
import { useLibraryKeys } from "./useLibraryKeys";
import { useSelection } from "./useSelection";

interface LibraryScreenProps {
  /** The way in, beside the search: the page brings it from the upload feature. */
  upload: ReactNode;
  /** What stands in the place of the list while there are no files at all. */
  empty: ReactNode;
}

type Open =
  | { kind: "menu"; upload: Upload; at: { x: number; y: number } }
  | { kind: "edit"; upload: Upload }
  | { kind: "formats"; uploads: readonly Upload[] }
  | null;

export function LibraryScreen({ upload, empty }: LibraryScreenProps) {
  const { search, setSearch } = useSearch();
  const list = useLibraryList(search);
  const { uploads } = list;
  const { selection, selected, setSelection } = useSelection(uploads);
  const [active, setActive] = useState<number | null>(null);
  const [open, setOpen] = useState<Open>(null);
  const [atTop, setAtTop] = useState(true);
  const navigate = useNavigate();
  const actions = useActions();
  const field = useRef<HTMLInputElement>(null);
  const plain = search.q.trim().length < 2 && countFilters(search) === 0;
  const newcomers = useNewcomers(
    uploads,
    plain && search.sort === "newest" && list.ready,
    atTop && selected.length === 0 && open === null,
  );
  const order = useMemo(() => uploads.map(({ id }) => id), [uploads]);
  const activeUpload = uploads.find(({ id }) => id === active);
  const targets = selected.length > 0 ? selected : activeUpload ? [activeUpload] : [];
  const openFile = useCallback((id: number) => void navigate(`/files/${id}`), [navigate]);

  /** After a deletion the focus goes to the next row, or to the last one there is. */
  const focusNext = () => {
    const gone = new Set(targets.map(({ id }) => id));
    const from = order.findIndex((id) => gone.has(id));
    const next = order.slice(from).find((id) => !gone.has(id)) ?? order.findLast((id) => !gone.has(id));
    if (next === undefined) return;
    setActive(next);
    requestAnimationFrame(() => {
      focusFile(next);
    });
  };

  useLibraryKeys(
    {
      targets,
      actions,
      onSearch: () => field.current?.focus(),
      onView: () => {
        setSearch({ ...search, view: search.view === "grid" ? "list" : "grid" });
      },
      onSelectAll: () => {
        const every = selection.ids.size === order.length && order.length > 0;
        setSelection(every ? selectAll(order) : selectLoaded(order));
      },
      onSelectActive: () => {
        if (activeUpload) setSelection(toggle(selection, activeUpload.id));
      },
      onEscape: () => {
        if (selected.length > 0) setSelection(NOTHING);
        else if (search.q) setSearch({ ...search, q: "" });
      },
      onEdit: (file) => {
        setOpen({ kind: "edit", upload: file });
      },
      onFormats: (files) => {
        setOpen({ kind: "formats", uploads: files });
      },
      onTrashed: focusNext,
      onFocusList: () => {
        focusFile(active ?? order[0] ?? 0);
      },
    },
    open === null,
  );
  useLoadAll(selection.all, list);

  const close = () => {
    setOpen(null);
    if (active !== null) requestAnimationFrame(() => { focusFile(active); });
  };

  return (
    <>
      <div className="flex h-14 flex-none items-center gap-2 px-4 md:px-6">
        <SearchField search={search} onSearch={setSearch} ref={field} />
        <span className="ms-auto flex items-center gap-2">
          <ViewSwitch search={search} onSearch={setSearch} />
          {upload}
        </span>
      </div>
      {list.ready && plain && uploads.length === 0 && newcomers.count === 0 ? (
        empty
      ) : (
        <>
          <FilterBar search={search} onSearch={setSearch} matching={list.matching} all={list.all} />
          {list.error !== null && (
            <LoadError
              text={`The library couldn't be loaded. ${reasonOf(list.error)}`}
              onRetry={list.retry}
            />
          )}
          {!list.ready && list.error === null && <LibrarySkeleton view={search.view} />}
          {list.ready && uploads.length === 0 && <NoMatch search={search} onSearch={setSearch} />}
          {list.ready && uploads.length > 0 && (
            <div className="relative flex min-h-0 flex-1 flex-col">
              {newcomers.count > 0 && (
                <NewFiles count={newcomers.count} onShow={newcomers.join} />
              )}
              <Files
                uploads={uploads}
                total={list.matching?.count ?? null}
                search={search}
                more={list.more}
                onMore={list.loadMore}
                selection={selection}
                onSelection={setSelection}
                active={active}
                onActive={setActive}
                onCopy={(file) => void actions.copy([file])}
                onMenu={(file, at) => {
                  setActive(file.id);
                  setOpen({ kind: "menu", upload: file, at });
                }}
                onOpen={openFile}
                onAtTop={setAtTop}
              />
              {selected.length > 0 && (
                <BulkBar
                  selected={selected}
                  widen={
                    !selection.all && list.more && selected.length === uploads.length && list.matching
                      ? {
                          count: list.matching.count,
                          onWiden: () => {
                            setSelection(selectAll(order));
                          },
                        }
                      : null
                  }
                  onCopy={() => void actions.copy(selected)}
                  onPublic={(isPublic) => void actions.setPublic(selected, isPublic)}
                  onTrash={() => {
                    focusNext();
                    void actions.trash(selected);
                  }}
                  onEnd={() => {
                    setSelection(NOTHING);
                  }}
                />
              )}
            </div>
          )}
        </>
      )}
      {open?.kind === "menu" && (
        <ActionMenu
          upload={open.upload}
          at={open.at}
          actions={actions}
          onEdit={(file) => {
            setOpen({ kind: "edit", upload: file });
          }}
          onClose={() => {
            setOpen((now) => (now?.kind === "menu" ? null : now));
          }}
        />
      )}
      {open?.kind === "edit" && (
        <EditDialog upload={open.upload} actions={actions} onClose={close} />
      )}
      {open?.kind === "formats" && (
        <FormatMenu uploads={open.uploads} actions={actions} onClose={close} />
      )}
    </>
  );
}

function focusFile(id: number): void {
  document.querySelector<HTMLElement>(`[data-file="${id}"]`)?.focus({ preventScroll: true });
}

/** The search lives in the address; each change replaces it, so that Back leaves the library. */
function useSearch() {
  const [params, setParams] = useSearchParams();
  const search = useMemo(() => readSearch(params), [params]);
  const setSearch = useCallback(
    (next: Search) => {
      setParams(writeSearch(next), { replace: true });
    },
    [setParams],
  );
  return { search, setSearch };
}

function useLibraryList(search: Search) {
  // Days begin at midnight: within a day the filters are the same and so is their place in the cache.
  const filters = useMemo(() => filtersOf(search, new Date()), [search]);
  const query = useLibrary(filters, search.sort);
  const matching = useSummary(filters);
  const everything = useSummary({});
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const uploads = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data]);
  const loadMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return {
    uploads,
    ready: data !== undefined,
    error: query.error,
    retry: () => void query.refetch(),
    more: hasNextPage,
    loadMore,
    matching: matching.data ?? null,
    all: everything.data?.count ?? null,
  };
}

/** "All that match" means all: what is not loaded yet is, page by page. */
function useLoadAll(all: boolean, { more, loadMore }: { more: boolean; loadMore: () => void }) {
  useEffect(() => {
    if (all && more) loadMore();
  }, [all, more, loadMore]);
}

function ViewSwitch({ search, onSearch }: { search: Search; onSearch: (search: Search) => void }) {
  return (
    <Segments
      label="View"
      value={search.view}
      onChange={(view) => {
        onSearch({ ...search, view });
      }}
      options={[
        { value: "grid", label: "Grid", icon: LayoutGrid },
        { value: "list", label: "List", icon: List },
      ]}
    />
  );
}

function NewFiles({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <button
      type="button"
      className="absolute top-2 left-1/2 z-tray -translate-x-1/2 rounded-md bg-ink px-3 py-1 font-medium text-paper shadow-float"
      onClick={() => {
        document.querySelector("[data-scroller]")?.scrollTo({ top: 0 });
        onShow();
      }}
    >
      {count} new
    </button>
  );
}
