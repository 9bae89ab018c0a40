import { cx } from "@/lib/cx";

/** A drop that lands on a line and becomes part of it. `onSignal`: all of it in one colour. */
export function Mark({ onSignal = false, className = "size-5" }: { onSignal?: boolean; className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden
      className={cx("flex-none fill-none [stroke-linecap:round] [stroke-width:2]", onSignal ? "stroke-on-signal" : "stroke-ink", className)}
    >
      <path d="M10 1.4v5.4M1 14.4h18" />
      <circle cx="10" cy="14.4" r="4.2" className={cx("stroke-none", onSignal ? "fill-on-signal" : "fill-signal")} />
    </svg>
  );
}
