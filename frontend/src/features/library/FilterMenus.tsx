import { FloatingMenu } from "@/components/ui/floating-menu";
import { MenuItem } from "@/components/ui/menu";
import type { Opened } from "@/components/ui/useOpener";

import { DateRangeMenu } from "./DateRangeMenu";
import type { Search } from "./search";
import { SORT_WORDS, SORTS, TYPE_WORDS, TYPES } from "./search";

export type FilterMenu = "type" | "date" | "visibility" | "sort";

interface FilterMenusProps {
  menu: FilterMenu;
  opened: Opened;
  search: Search;
  onSearch: (search: Search) => void;
}

/** What the chips over the library open. */
export default function FilterMenus({ menu, opened, ...rest }: FilterMenusProps) {
  const Items = ITEMS[menu];
  return (
    <FloatingMenu opened={opened} align={menu === "sort" ? "end" : "start"}>
      <Items {...rest} />
    </FloatingMenu>
  );
}

type ItemsProps = Pick<FilterMenusProps, "search" | "onSearch">;

const ITEMS: Record<FilterMenu, (props: ItemsProps) => React.ReactNode> = {
  type: TypeItems,
  date: DateItems,
  visibility: VisibilityItems,
  sort: SortItems,
};

function TypeItems({ search, onSearch }: ItemsProps) {
  return TYPES.map((type) => (
    <MenuItem key={type} checked={search.type === type} onSelect={() => { onSearch({ ...search, type, ending: null }); }}>
      {TYPE_WORDS[type]}
    </MenuItem>
  ));
}

function DateItems({ search, onSearch }: ItemsProps) {
  return <DateRangeMenu date={search.date} onDate={(date) => { onSearch({ ...search, date }); }} />;
}

function VisibilityItems({ search, onSearch }: ItemsProps) {
  return [true, false].map((isPublic) => (
    <MenuItem key={String(isPublic)} checked={search.isPublic === isPublic} onSelect={() => { onSearch({ ...search, isPublic }); }}>
      {isPublic ? "Public" : "Private"}
    </MenuItem>
  ));
}

function SortItems({ search, onSearch }: ItemsProps) {
  return SORTS.map((sort) => (
    <MenuItem key={sort} checked={search.sort === sort} onSelect={() => { onSearch({ ...search, sort }); }}>
      {SORT_WORDS[sort]}
    </MenuItem>
  ));
}
