import { cx } from "@/lib/cx";

interface MeterProps {
  label: string;
  /** Shares of the whole, 0 to 1: what is used, and what lies in the trash. */
  used: number;
  trash?: number;
  /** The same in words, for readers. */
  words: string;
}

export function Meter({ label, used, trash = 0, words }: MeterProps) {
  const full = used + trash > 0.95;
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(Math.min(1, used + trash) * 100)}
      aria-valuetext={words}
      className="flex h-1 overflow-hidden rounded-[2px] bg-sunk inset-ring inset-ring-line"
    >
      <Share part={used} className={full ? "bg-bad" : "bg-ink"} />
      <Share part={trash} className="bg-edge" />
    </div>
  );
}

/** What holds anything at all shows at least a hairline. */
function Share({ part, className }: { part: number; className: string }) {
  if (part <= 0) return null;
  return <i className={cx("block h-full min-w-px", className)} style={{ width: `${Math.min(1, part) * 100}%` }} />;
}
