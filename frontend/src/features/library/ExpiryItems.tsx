import { MenuItem, MenuSeparator } from "@/components/ui/menu";

const HOUR = 3_600_000;

const LIVES = [
  { words: "In 1 hour", ms: HOUR },
  { words: "In 1 day", ms: 24 * HOUR },
  { words: "In 7 days", ms: 7 * 24 * HOUR },
  { words: "In 30 days", ms: 30 * 24 * HOUR },
] as const;

interface ExpiryItemsProps {
  expiresAt: string | null;
  onExpiry: (expiresAt: string | null) => void;
}

/** When a link ends: never, after a while, or at the end of a chosen day. */
export function ExpiryItems({ expiresAt, onExpiry }: ExpiryItemsProps) {
  return (
    <>
      <MenuItem checked={expiresAt === null} onSelect={() => { onExpiry(null); }}>
        Never
      </MenuItem>
      {LIVES.map(({ words, ms }) => (
        <MenuItem
          key={ms}
          onSelect={() => {
            onExpiry(new Date(Date.now() + ms).toISOString());
          }}
        >
          {words}
        </MenuItem>
      ))}
      <MenuSeparator />
      <label className="flex h-9 items-center justify-between gap-3 px-2 text-ink-2">
        At the end of
        <input
          type="date"
          aria-label="Day on whose end the link ends"
          min={localDay(new Date())}
          className="h-7 rounded-md border border-edge bg-raised px-2 font-mono text-[12px] text-ink"
          onKeyDown={(event) => {
            event.stopPropagation();
          }}
          onChange={(event) => {
            const end = endOf(event.target.value);
            if (end) onExpiry(end);
          }}
        />
      </label>
    </>
  );
}

export function endOf(day: string): string | null {
  const [year, month, date] = day.split("-").map(Number) as [number, number, number];
  const end = new Date(year, month - 1, date, 23, 59, 59);
  return Number.isNaN(end.getTime()) || end.getTime() <= Date.now() ? null : end.toISOString();
}

function localDay(day: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
