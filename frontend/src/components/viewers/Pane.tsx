import type { ReactNode, Ref } from "react";

import { cx } from "@/lib/cx";

interface PaneProps {
  /** What it holds, for who can't see it. */
  label: string;
  bar: ReactNode;
  foot?: ReactNode;
  busy?: boolean;
  scroller?: Ref<HTMLDivElement>;
  className?: string;
  children: ReactNode;
}

/** A page that is read: a bar above, and what scrolls below it. */
export function Pane({ label, bar, foot, busy = false, scroller, className, children }: PaneProps) {
  return (
    <div className="flex size-full min-h-0 min-w-0 flex-col overflow-hidden border-line bg-raised max-xl:h-auto max-xl:max-h-[76svh] max-xl:min-h-40 max-md:border-b md:rounded-md md:border">
      <div className="flex min-h-10 flex-none items-center gap-1.5 border-b border-line py-1 ps-4 pe-1.5 text-ink-3">{bar}</div>
      <div
        ref={scroller}
        role="region"
        aria-label={label}
        aria-busy={busy || undefined}
        // What scrolls must be reachable by keyboard (WCAG 2.1.1).
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={cx("relative min-h-0 flex-1 overflow-auto outline-offset-[-2px] [scrollbar-width:thin]", className)}
      >
        {children}
      </div>
      {foot && <div className="flex flex-none flex-wrap items-center gap-x-2 gap-y-1 border-t border-line px-4 py-1.5 text-ink-3">{foot}</div>}
    </div>
  );
}

/** What is known of the content, beside the acts. */
export function BarWords({ children }: { children: ReactNode }) {
  return <span className="min-w-0 flex-1 truncate text-[12px]/5">{children}</span>;
}
