import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

interface PageTopProps {
  title: string;
  /** A few words beside the title, where there is room. */
  note?: string;
  ruled?: boolean;
  children?: ReactNode;
}

/** The head of a page. On a phone the shell's bar shows the title, and this one is only read. */
export function PageTop({ title, note, ruled = false, children }: PageTopProps) {
  return (
    <header className={cx("flex flex-none items-center gap-2 px-4 md:h-14 md:px-6", ruled && "md:border-b md:border-line", !children && "max-md:sr-only")}>
      <title>{`${title} · BulletDrop`}</title>
      <h1 className="text-title font-semibold max-md:sr-only">{title}</h1>
      {note && <span className="min-w-0 truncate text-ink-3 max-md:hidden">{note}</span>}
      {children && <span className="ms-auto flex items-center gap-2">{children}</span>}
    </header>
  );
}
