import type { ReactNode, Ref } from "react";
import { useRef, useState } from "react";

import { ErrorState } from "@/components/ui/states";

import { useActions } from "./actions";
import { FileDialogs } from "./FileDialogs";
import type { OpenDialog } from "./FileDialogs";
import { FilterBar } from "./FilterBar";
import { LibraryFiles } from "./LibraryFiles";
import { useNewcomers } from "./newcomers";
import type { Search } from "./search";
import { countFilters } from "./search";
import { SearchField } from "./SearchField";
import { toggle } from "./selection";
import { StartingAt } from "./StartingAt";
import { LibrarySkeleton, NoMatch } from "./States";
import { useFocusedFile } from "./useFocusedFile";
import { useLibraryKeys } from "./useLibraryKeys";
import { useLibraryList } from "./useLibraryList";
import { useSearch } from "./useSearch";
import { useSelection } from "./useSelection";
import { ViewSwitch } from "./ViewSwitch";

interface LibraryScreenProps {
  /** The way in, beside the search: the page brings it from the upload feature. */
  upload: ReactNode;
  /** What stands in the place of the list while there are no files at all. */
  empty: ReactNode;
}

export function LibraryScreen({ upload, empty }: LibraryScreenProps) {
  const { search, setSearch } = useSearch();
  const list = useLibraryList(search);
  const chosen = useSelection(list.uploads);
  const focused = useFocusedFile(list.uploads);
  const [open, setOpen] = useState<OpenDialog>(null);
  const [atTop, setAtTop] = useState(true);
  const actions = useActions();
  const field = useRef<HTMLInputElement>(null);
  const plain = search.q.trim().length < 2 && countFilters(search) === 0 && search.month === null;
  const newcomers = useNewcomers(
    list.uploads,
    plain && search.sort === "newest" && list.ready,
    atTop && chosen.selected.length === 0 && open === null,
  );
  const nothing = list.ready && plain && list.uploads.length === 0 && newcomers.count === 0;
  useLibraryKeys({ search, setSearch, chosen, focused, actions, field, setOpen }, open === null);

  return (
    <>
      <LibraryHead search={search} onSearch={setSearch} field={field} upload={upload} />
      {nothing ? (
        empty
      ) : (
        <>
          <FilterBar search={search} onSearch={setSearch} matching={list.matching} all={list.all} />
          {list.error !== null && (
            <div className="px-4 pt-4 md:px-6">
              <ErrorState what="The library couldn't be loaded." error={list.error} onRetry={list.retry} />
            </div>
          )}
          {!list.ready && list.error === null && <LibrarySkeleton view={search.view} />}
          {list.ready && list.uploads.length === 0 && <NoMatch search={search} onSearch={setSearch} />}
          <StartingAt search={search} onSearch={setSearch} />
          {list.uploads.length > 0 && (
            <LibraryFiles
              onSearch={setSearch}
              search={search}
              list={list}
              chosen={chosen}
              focused={focused}
              actions={actions}
              newcomers={newcomers}
              onOpen={setOpen}
              onAtTop={setAtTop}
            />
          )}
        </>
      )}
      <FileDialogs
        open={open}
        actions={actions}
        onOpen={setOpen}
        onSelect={({ id }) => { chosen.setSelection(toggle(chosen.selection, id)); }}
        onClosed={focused.refocus}
      />
    </>
  );
}

interface LibraryHeadProps {
  search: Search;
  onSearch: (search: Search) => void;
  field: Ref<HTMLInputElement>;
  upload: ReactNode;
}

function LibraryHead({ search, onSearch, field, upload }: LibraryHeadProps) {
  return (
    <div className="flex h-14 flex-none items-center gap-2 px-4 md:px-6">
      <SearchField search={search} onSearch={onSearch} ref={field} />
      <span className="ms-auto flex flex-none items-center gap-2">
        <ViewSwitch search={search} onSearch={onSearch} />
        {upload}
      </span>
    </div>
  );
}
