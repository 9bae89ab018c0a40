import type { ReactNode } from "react";

export function Tag({ children }: { children: ReactNode }) {
  return <span className="rounded-sm border border-line px-[5px] font-mono text-caption whitespace-nowrap text-ink-2">{children}</span>;
}
