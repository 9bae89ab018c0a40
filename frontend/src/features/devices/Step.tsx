import type { ReactNode } from "react";

import { Glyph, type GlyphState } from "@/components/ui/glyph";

/** One step of several: how it stands, what to do, and a line down to the next. */
export function Step({ state, title, text, children }: { state: GlyphState; title: string; text: ReactNode; children?: ReactNode }) {
  return (
    <li className="relative ps-[30px] pb-[22px] before:absolute before:start-[7.5px] before:top-[22px] before:bottom-0 before:w-px before:bg-line last:before:hidden">
      <Glyph state={state} label className="absolute start-0 top-0.5" />
      <h2 className="mb-0.5 font-medium">{title}</h2>
      <p className="mb-2.5 text-ink-2">{text}</p>
      {children}
    </li>
  );
}
