import { Search as SearchIcon } from "lucide-react";
import type { Ref } from "react";
import { useEffect, useState } from "react";

import { Kbd } from "@/components/ui/kbd";

import type { Search } from "./search";
import { takeFilters, takeTyped } from "./search";

const AFTER_LAST_KEY_MS = 120;

interface SearchFieldProps {
  search: Search;
  onSearch: (search: Search) => void;
  ref: Ref<HTMLInputElement>;
}

/**
 * Searches while typing, from the second character on, 120 ms after the last key. Words that filter
 * become chips once a space or Enter has ended them.
 */
export function SearchField({ search, onSearch, ref }: SearchFieldProps) {
  const [typed, setTyped] = useState(search.q);
  const [told, setTold] = useState(search.q);
  const [heard, setHeard] = useState(search.q);
  const settle = (text: string) => {
    setTyped(text);
    setHeard(text);
  };
  // The address changed from outside: a chip was cleared, or the person went back.
  if (search.q !== told) {
    setTold(search.q);
    if (search.q !== typed.trim()) settle(search.q);
  }

  useEffect(() => {
    if (typed === heard || typed.trim().length === 1) return undefined;
    const timer = setTimeout(() => {
      const taken = takeTyped(search, typed);
      setTold(taken.search.q);
      settle(taken.left);
      onSearch(taken.search);
    }, AFTER_LAST_KEY_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [typed, heard, search, onSearch]);

  return (
    <label className="flex h-10 min-w-0 flex-1 items-center gap-2 rounded-md border border-edge bg-raised px-2.5 focus-within:outline-2 focus-within:outline-offset-1 focus-within:outline-ink md:h-8 md:max-w-[520px]">
      <SearchIcon className="size-4 flex-none text-ink-3" aria-hidden />
      <input
        ref={ref}
        type="search"
        value={typed}
        placeholder="Search names"
        aria-label="Search names"
        aria-keyshortcuts="/"
        autoComplete="off"
        spellCheck={false}
        className="h-full min-w-0 flex-1 bg-transparent outline-none placeholder:text-ink-3 [&::-webkit-search-cancel-button]:hidden"
        onChange={(event) => {
          setTyped(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Enter") onSearch(takeFilters({ ...search, q: typed.trim() }));
          if (event.key === "Escape") {
            event.preventDefault();
            if (typed) setTyped("");
            else event.currentTarget.blur();
          }
        }}
      />
      <Kbd>/</Kbd>
    </label>
  );
}
