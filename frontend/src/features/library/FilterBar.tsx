import { ChevronDown, X } from "lucide-react";
import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";
import { formatBytes } from "@/lib/format";

import { DateRangeMenu } from "./DateRangeMenu";
import type { FileType, Search, Sort } from "./search";
import { clearFilters, countFilters, dateWords, SORT_WORDS, SORTS, TYPE_WORDS, TYPES } from "./search";

interface FilterBarProps {
  search: Search;
  onSearch: (search: Search) => void;
  /** What matches, and all there is; null while unknown. */
  matching: { count: number; bytes: number } | null;
  all: number | null;
}

export function FilterBar({ search, onSearch, matching, all }: FilterBarProps) {
  return (
    <div className="flex h-[46px] flex-none items-center gap-1.5 overflow-x-auto border-b border-line px-4 [scrollbar-width:none] md:-mt-1.5 md:h-[42px] md:px-6">
      <TypeChip search={search} onSearch={onSearch} />
      <DateChip search={search} onSearch={onSearch} />
      <VisibilityChip search={search} onSearch={onSearch} />
      {countFilters(search) > 0 && (
        <Button
          variant="ghost"
          size="sm"
          onClick={() => {
            onSearch(clearFilters(search));
          }}
        >
          Clear
        </Button>
      )}
      <span className="ms-auto flex items-center gap-2">
        {matching && (
          <span
            className="figures whitespace-nowrap text-ink-3 max-md:hidden"
            aria-live="polite"
          >
            {countWords(matching, all)}
          </span>
        )}
        <SortChip search={search} onSearch={onSearch} />
      </span>
    </div>
  );
}

function countWords(matching: { count: number; bytes: number }, all: number | null): string {
  const count = matching.count.toLocaleString();
  const of = all !== null && all !== matching.count ? ` of ${all.toLocaleString()}` : "";
  const files = (of ? all : matching.count) === 1 ? "file" : "files";
  return `${count}${of} ${files}, ${formatBytes(matching.bytes)}`;
}

type ChipProps = Pick<FilterBarProps, "search" | "onSearch">;

function TypeChip({ search, onSearch }: ChipProps) {
  const set = (type: FileType | null) => {
    onSearch({ ...search, type });
  };
  return (
    <Chip name="Type" value={search.type && TYPE_WORDS[search.type]} onClear={() => { set(null); }}>
      {TYPES.map((type) => (
        <MenuItem key={type} checked={search.type === type} onSelect={() => { set(type); }}>
          {TYPE_WORDS[type]}
        </MenuItem>
      ))}
    </Chip>
  );
}

function DateChip({ search, onSearch }: ChipProps) {
  const set = (date: Search["date"]) => {
    onSearch({ ...search, date });
  };
  return (
    <Chip name="Date" value={search.date && dateWords(search.date)} onClear={() => { set(null); }}>
      <DateRangeMenu date={search.date} onDate={set} />
    </Chip>
  );
}

function VisibilityChip({ search, onSearch }: ChipProps) {
  const set = (isPublic: boolean | null) => {
    onSearch({ ...search, isPublic });
  };
  const value = search.isPublic === null ? null : search.isPublic ? "Public" : "Private";
  return (
    <Chip name="Visibility" value={value} onClear={() => { set(null); }}>
      <MenuItem checked={search.isPublic === true} onSelect={() => { set(true); }}>
        Public
      </MenuItem>
      <MenuItem checked={search.isPublic === false} onSelect={() => { set(false); }}>
        Private
      </MenuItem>
    </Chip>
  );
}

function SortChip({ search, onSearch }: ChipProps) {
  const set = (sort: Sort) => {
    onSearch({ ...search, sort });
  };
  return (
    <Menu>
      <MenuTrigger className={`${CHIP} border-line text-ink-2`}>
        {SORT_WORDS[search.sort]}
        <ChevronDown className="size-[13px]" aria-hidden />
      </MenuTrigger>
      <MenuContent align="end">
        {SORTS.map((sort) => (
          <MenuItem key={sort} checked={search.sort === sort} onSelect={() => { set(sort); }}>
            {SORT_WORDS[sort]}
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}

const CHIP =
  "inline-flex h-8 flex-none items-center gap-[5px] rounded-md border px-[11px] whitespace-nowrap hover:bg-sunk data-[state=open]:bg-sunk md:h-[26px] md:px-[9px]";

/** A filter: its name at rest, its value once set, with a way to take it off. */
function Chip({
  name,
  value,
  onClear,
  children,
}: {
  name: string;
  value: string | null;
  onClear: () => void;
  children: ReactNode;
}) {
  if (value !== null) {
    return (
      <button
        type="button"
        className={`${CHIP} border-ink bg-raised text-ink`}
        aria-label={`${name}: ${value}. Take this filter off`}
        onClick={onClear}
      >
        {value}
        <X className="size-[13px]" aria-hidden />
      </button>
    );
  }
  return (
    <Menu>
      <MenuTrigger className={`${CHIP} border-line text-ink-2`}>
        {name}
        <ChevronDown className="size-[13px]" aria-hidden />
      </MenuTrigger>
      <MenuContent align="start">{children}</MenuContent>
    </Menu>
  );
}
