import { ChevronDown, X } from "lucide-react";

import { Button } from "@/components/ui/button";
import { MenuButton } from "@/components/ui/menu-button";
import { formatBytes } from "@/lib/format";
import { lazyPart } from "@/lib/lazyPart";

import type { FilterMenu } from "./FilterMenus";
import type { Search } from "./search";
import { clearFilters, countFilters, dateWords, SORT_WORDS, typeWords } from "./search";

const loadMenus = () => import("./FilterMenus");
const FilterMenus = lazyPart(loadMenus);

interface FilterBarProps {
  search: Search;
  onSearch: (search: Search) => void;
  /** What matches, and all there is; null while unknown. */
  matching: { count: number; bytes: number } | null;
  all: number | null;
}

export function FilterBar({ search, onSearch, matching, all }: FilterBarProps) {
  const chip = { search, onSearch };
  return (
    <div className="flex h-[46px] flex-none items-center gap-1.5 overflow-x-auto border-b border-line px-4 [scrollbar-width:none] md:-mt-1.5 md:h-[42px] md:px-6">
      <FilterChip menu="type" name="Type" value={typeWords(search)} without={{ type: null, ending: null }} {...chip} />
      <FilterChip menu="date" name="Date" value={search.date && dateWords(search.date)} without={{ date: null }} {...chip} />
      <FilterChip menu="visibility" name="Visibility" value={visibilityWords(search.isPublic)} without={{ isPublic: null }} {...chip} />
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
        <OpeningChip menu="sort" name={SORT_WORDS[search.sort]} {...chip} />
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

function visibilityWords(isPublic: boolean | null): string | null {
  if (isPublic === null) return null;
  return isPublic ? "Public" : "Private";
}

interface ChipProps extends Pick<FilterBarProps, "search" | "onSearch"> {
  menu: FilterMenu;
}

function OpeningChip({ menu, name, search, onSearch }: ChipProps & { name: string }) {
  return (
    <MenuButton
      className={`${CHIP} border-line text-ink-2`}
      onNear={() => void loadMenus()}
      menu={(opened) => <FilterMenus menu={menu} opened={opened} search={search} onSearch={onSearch} />}
    >
      {name}
      <ChevronDown className="size-[13px]" aria-hidden />
    </MenuButton>
  );
}

/** A filter: its name at rest, its value once set, with a way to take it off. */
function FilterChip({ name, value, without, ...chip }: ChipProps & { name: string; value: string | null; without: Partial<Search> }) {
  if (value === null) return <OpeningChip name={name} {...chip} />;
  return (
    <button
      type="button"
      className={`${CHIP} border-ink bg-raised text-ink`}
      aria-label={`${name}: ${value}. Take this filter off`}
      onClick={() => {
        chip.onSearch({ ...chip.search, ...without });
      }}
    >
      {value}
      <X className="size-[13px]" aria-hidden />
    </button>
  );
}

const CHIP =
  "inline-flex h-8 flex-none items-center gap-[5px] rounded-md border px-[11px] whitespace-nowrap hover:bg-sunk data-[state=open]:bg-sunk md:h-[26px] md:px-[9px]";
