import { MenuItem, MenuSeparator } from "@/components/ui/menu";

import type { DateRange } from "./search";
import { DATE_WORDS } from "./search";

interface DateRangeMenuProps {
  date: DateRange | null;
  onDate: (date: DateRange | null) => void;
}

/** Named ranges, and two days to choose by hand. */
export function DateRangeMenu({ date, onDate }: DateRangeMenuProps) {
  const range = typeof date === "object" && date ? date : {};
  const named = Object.keys(DATE_WORDS) as (keyof typeof DATE_WORDS)[];
  return (
    <>
      {named.map((name) => (
        <MenuItem key={name} checked={date === name} onSelect={() => { onDate(name); }}>
          {DATE_WORDS[name]}
        </MenuItem>
      ))}
      <MenuSeparator />
      <Day label="Since" value={range.from} onDay={(from) => { onDate({ ...range, from }); }} />
      <Day label="Until" value={range.to} onDay={(to) => { onDate({ ...range, to }); }} />
    </>
  );
}

function Day({
  label,
  value,
  onDay,
}: {
  label: string;
  value: string | undefined;
  onDay: (day: string) => void;
}) {
  return (
    <label className="flex h-9 items-center justify-between gap-3 px-2 text-ink-2">
      {label}
      <input
        type="date"
        defaultValue={value}
        className="h-7 rounded-md border border-edge bg-raised px-2 font-mono text-[12px] text-ink"
        // The menu would take the keys for its own search.
        onKeyDown={(event) => {
          event.stopPropagation();
        }}
        onChange={(event) => {
          if (event.target.value) onDay(event.target.value);
        }}
      />
    </label>
  );
}
