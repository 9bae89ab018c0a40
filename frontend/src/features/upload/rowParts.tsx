import type { ComponentType, ReactNode } from "react";
import { Link } from "react-router";

/** Figures, right-aligned in their column. */
export const NUMBER = "figures text-right whitespace-nowrap";

/** What a row offers, as a square that holds an icon. */
export const SQUARE =
  "inline-flex size-6 items-center justify-center rounded-md text-ink-2 hover:bg-sunk coarse:size-9";

export function ToTrash() {
  return (
    <Link
      to="/trash"
      className="inline-flex h-6 items-center rounded-md border border-edge px-2 font-medium whitespace-nowrap hover:bg-sunk"
    >
      See the trash
    </Link>
  );
}

/** What can be done with a row, at its end. */
export function Acts({ children }: { children: ReactNode }) {
  return <span className="col-start-[-2] flex items-center justify-end gap-0.5">{children}</span>;
}

export function Act({
  icon: Icon,
  label,
  onClick,
}: {
  icon: ComponentType<{ className?: string }>;
  label: string;
  onClick: () => void;
}) {
  return (
    <button type="button" aria-label={label} title={label} className={SQUARE} onClick={onClick}>
      <Icon className="size-3.5" aria-hidden />
    </button>
  );
}
