import { monthWords } from "./months";
import type { Search } from "./search";

interface StartingAtProps {
  search: Search;
  onSearch: (search: Search) => void;
}

/** Says that the list does not begin at its end, where a month was jumped to. */
export function StartingAt({ search, onSearch }: StartingAtProps) {
  if (search.month === null) return null;
  return (
    <p className="flex-none border-b border-line px-4 py-2 text-ink-2 md:px-6" role="status">
      Starting at {monthWords(search.month)} ·{" "}
      <button
        type="button"
        className="relative text-ink underline decoration-edge underline-offset-3 coarse:after:absolute coarse:after:inset-x-0 coarse:after:-inset-y-3"
        onClick={() => {
          onSearch({ ...search, month: null });
        }}
      >
        Back to the {search.sort}
      </button>
    </p>
  );
}
