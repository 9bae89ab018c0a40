import type { ReactNode } from "react";

import { useUser } from "@/api/client";
import { Kbd } from "@/components/ui/kbd";

import { arrivalWords, completed, summary } from "./optionWords";
import type { UploadOptions } from "./types";
import type { Held } from "./useDrop";

interface LandingLineProps {
  held: Held;
  options: UploadOptions;
  host: string;
}

/** While files are held over the page: what will happen when they are let go. */
export function LandingLine({ held, options, host }: LandingLineProps) {
  const sent = completed(held.alt ? { ...options, isPublic: false } : options, useUser().upload_defaults);
  return (
    <Landing statement={statementOf(held)}>
      <p className="text-ink-2">
        {held.count === 1 || held.text ? "It lands" : "They land"} on{" "}
        <span className="font-mono text-[12px]">{host}</span>. {summary(sent)}. {arrivalWords(sent)}
      </p>
      {sent.isPublic && (
        <span className="ms-auto flex items-center gap-2 text-ink-3 max-md:hidden">
          Hold
          <Kbd>Alt</Kbd>
          private
        </span>
      )}
    </Landing>
  );
}

function statementOf({ count, text }: Held): string {
  if (text) return "Let go: text";
  if (count === null) return "Let go";
  return count === 1 ? "Let go: 1 file" : `Let go: ${count} files`;
}

interface LandingProps {
  statement: string;
  children: ReactNode;
}

/** The page fades and the line rises; whatever falls now lands on it. */
export function Landing({ statement, children }: LandingProps) {
  return (
    <div
      className="pointer-events-none fixed inset-0 z-drop flex md:start-14 xl:start-56 animate-appear flex-col justify-end bg-paper/90"
      role="status"
    >
      <div className="relative animate-rise border-t-2 border-signal bg-paper px-4 pt-4 pb-6 md:px-6 md:pt-5 md:pb-7">
        <span aria-hidden className="absolute -top-24 left-1/2 h-11 w-0.5 bg-ink" />
        <span aria-hidden className="absolute -top-12 left-1/2 -ms-2.5 size-[22px] rounded-full bg-signal" />
        <p className="text-[24px]/8 font-semibold tracking-[-0.024em] md:text-statement">{statement}</p>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-2">{children}</div>
      </div>
    </div>
  );
}
