import { Search as SearchIcon } from "lucide-react";
import type { Ref } from "react";
import { useEffect, useState } from "react";

import { Kbd } from "@/components/ui/kbd";

import type { Search } from "./search";
import { takeFilters } from "./search";

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
  // The address changed from outside: a chip was cleared, or the person went back.
  if (search.q !== told) {
    setTold(search.q);
    if (search.q !== typed.trim()) setTyped(search.q);
  }

  useEffect(() => {
    const q = typed.trim();
    if (q === told || q.length === 1) return undefined;
    const timer = setTimeout(() => {
      const ended = /\s$/.test(typed);
      const next = ended ? takeFilters({ ...search, q }) : { ...search, q };
      setTold(next.q);
      if (next.q !== q) setTyped(next.q);
      onSearch(next);
    }, AFTER_LAST_KEY_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [typed, told, search, onSearch]);

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
