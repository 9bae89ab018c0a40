import type { Strength } from "@/api/types";
import { cx } from "@/lib/cx";

import { type Account, strengthOf } from "./requests";
import { useAnswer } from "./useAnswer";

const BARS = [1, 2, 3, 4] as const;

/** How hard the password is to guess: four bars, and the reason in words. */
export function StrengthHint({ account }: { account: Account }) {
  const typed = account.password ? JSON.stringify(account) : null;
  const strength = useAnswer(typed, (text, signal) => strengthOf(JSON.parse(text) as Account, signal));
  if (!account.password) return null;
  return (
    <div>
      <div aria-hidden className="mt-1.5 mb-1 grid grid-cols-4 gap-[3px]">
        {BARS.map((bar) => (
          <i key={bar} className={cx("h-[3px] inset-ring", strength && filled(strength) >= bar ? "bg-ink inset-ring-ink" : "bg-sunk inset-ring-line")} />
        ))}
      </div>
      <p aria-live="polite" className="min-h-8 text-caption text-ink-3">
        {strength && sentenceOf(strength)}
      </p>
    </div>
  );
}

/** Anything typed fills one bar. */
function filled({ score }: Strength): number {
  return Math.max(1, score);
}

export function sentenceOf({ score, label, warning, suggestions, guess_time: time }: Strength): string {
  const head = warning ? `${label}: ${lowered(warning)}` : `${label}.`;
  const guessed = time ? `Guessed in ${time}.` : "";
  const advice = score < 3 ? suggestions[0] : undefined;
  return [head, guessed, advice].filter(Boolean).map(ended).join(" ");
}

function lowered(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function ended(text: string | undefined): string {
  const said = text ?? "";
  return /[.!?]$/.test(said) ? said : `${said}.`;
}
