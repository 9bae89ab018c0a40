import type { KeyboardEvent } from "react";
import { useEffect, useEffectEvent, useRef, useState } from "react";

import { cx } from "@/lib/cx";

import { rowOfPlace, rowsOf } from "./listRows";
import type { MonthCount, Year } from "./months";
import { byYear, isByDate, monthWords, placeOfMonth, shortMonthWords } from "./months";
import { useMonths } from "./queries";
import type { Search } from "./search";
import type { LibraryList } from "./useLibraryList";
import { useMonthInView } from "./useMonthInView";
import { useWidth } from "./useWidth";
import { files } from "./words";

interface MonthRailProps {
  search: Search;
  list: LibraryList;
  /** Around the list that it moves. */
  around: HTMLElement | null;
  onSearch: (search: Search) => void;
}

/** The months of a list in order of time, at its right edge: where one is, and a way to jump. Not on phones. */
export function MonthRail(props: MonthRailProps) {
  const { search, list, around } = props;
  const { data: months, isError } = useMonths(search, isByDate(search.sort));
  const scroller = around?.querySelector<HTMLElement>("[data-scroller]") ?? null;
  const { month: inView, long } = useMonthInView(scroller, list.uploads);
  const years = byYear(months ?? [], search.sort);
  const jump = useJump(props, scroller, years[0]?.months[0]?.month);
  if (!isByDate(search.sort) || (isError && !months)) return null;
  // More than a page is more than a screen: then the place is kept until the months are known.
  const shown = months ? months.length > 1 && (long || list.more || search.month !== null) : list.more;
  if (!shown) return null;
  return <Rail years={years} inView={inView} onJump={jump} />;
}

interface RailProps {
  years: readonly Year[];
  inView: string | null;
  onJump: (month: string) => void;
}

/** One stop of the Tab key; the arrows lead along it. */
function Rail({ years, inView, onJump }: RailProps) {
  const order = years.flatMap((year) => year.months.map(({ month }) => month));
  const [focused, setFocused] = useState<string | null>(null);
  const stop = order.find((month) => month === focused) ?? order.find((month) => month === inView) ?? order[0];
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const to = targetOf(event.key, order.indexOf(stop ?? ""), order.length);
    if (to === null) return;
    event.preventDefault();
    event.currentTarget.querySelectorAll<HTMLElement>("button")[to]?.focus();
  };
  return (
    <div
      role="toolbar"
      aria-label="Jump to a month"
      aria-orientation="vertical"
      className="w-14 flex-none overflow-y-auto border-s border-line py-3 scrollbar-none max-md:hidden"
      onKeyDown={onKeyDown}
      onBlur={() => {
        setFocused(null);
      }}
    >
      {years.map(({ year, months: ofYear }) => (
        <div key={year} role="group" aria-label={year}>
          <div aria-hidden className="figures px-3 pt-1 pb-0.5 text-ink-3">
            {year}
          </div>
          {ofYear.map((entry) => (
            <Entry
              key={entry.month}
              entry={entry}
              current={entry.month === inView}
              stop={entry.month === stop}
              onFocus={setFocused}
              onJump={onJump}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

function targetOf(key: string, at: number, count: number): number | null {
  switch (key) {
    case "ArrowDown":
      return Math.min(at + 1, count - 1);
    case "ArrowUp":
      return Math.max(at - 1, 0);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

interface EntryProps {
  entry: MonthCount;
  /** It is the month in view. */
  current: boolean;
  /** The Tab key stops here. */
  stop: boolean;
  onFocus: (month: string) => void;
  onJump: (month: string) => void;
}

function Entry({ entry: { month, count }, current, stop, onFocus, onJump }: EntryProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) button.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  const words = `${monthWords(month)}, ${files(count)}`;
  return (
    <button
      ref={button}
      type="button"
      tabIndex={stop ? 0 : -1}
      aria-label={words}
      aria-current={current ? "true" : undefined}
      title={words}
      className={cx(
        "relative block h-6 w-full ps-3 text-start text-caption -outline-offset-2! hover:bg-sunk coarse:h-11",
        current ? "font-medium text-ink before:absolute before:start-1 before:top-1/2 before:size-[5px] before:-translate-y-1/2 before:rounded-full before:bg-ink" : "text-ink-2",
      )}
      onFocus={() => {
        onFocus(month);
      }}
      onClick={() => {
        onJump(month);
      }}
    >
      {shortMonthWords(month)}
    </button>
  );
}

/** Scrolls to a month that is loaded; the list begins anew at another, and is at its start once that has come. */
function useJump({ search, list: { uploads }, onSearch }: MonthRailProps, scroller: HTMLElement | null, first: string | undefined) {
  const width = useWidth(scroller);
  const awaited = useRef<string | null>(null);
  const scrollTo = (month: string): boolean => {
    const place = placeOfMonth(uploads, month);
    if (place < 0 || !scroller) return false;
    scroller.scrollTop = place === 0 ? 0 : topOf(place);
    return true;
  };
  const topOf = (place: number): number => {
    const rows = rowsOf(uploads, { view: search.view, sort: search.sort, width, more: true });
    const at = rowOfPlace(rows, place);
    const first = rows[at - 1]?.kind === "head" ? at - 1 : at;
    return rows.slice(0, first).reduce((sum, { height }) => sum + height, 0);
  };
  const arrive = useEffectEvent(() => {
    if (awaited.current !== null && scrollTo(awaited.current)) awaited.current = null;
  });
  useEffect(() => {
    arrive();
  }, [uploads]);
  return (month: string) => {
    if (scrollTo(month)) return;
    awaited.current = month;
    onSearch({ ...search, month: month === first ? null : month });
  };
}
