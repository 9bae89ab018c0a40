import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

/** A key. Hidden where there is no keyboard to press it on. */
export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd
      className={cx(
        "inline-block min-w-[18px] flex-none rounded-sm border px-1 text-center font-mono text-axis font-medium coarse:hidden",
        className ?? "border-line bg-paper text-ink-3",
      )}
    >
      {children}
    </kbd>
  );
}

/** "Ctrl V" is two keys held, "G then L" two pressed in a row. */
export function Combination({ keys }: { keys: string }) {
  return keys.split(" ").map((key) =>
    key === "then" ? (
      <span key={key} className="text-caption text-ink-3">
        then
      </span>
    ) : (
      <Kbd key={key} className="inline-block! border-line bg-paper text-ink-2">
        {key}
      </Kbd>
    ),
  );
}
