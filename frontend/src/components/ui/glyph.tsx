import { cx } from "@/lib/cx";

/** How an upload, a step or a check stands. Told apart by shape; the colour only repeats it. */
export type GlyphState = "waits" | "falls" | "held" | "landed" | "missed";

const WORDS: Record<GlyphState, string> = {
  waits: "Waits",
  falls: "Running",
  held: "Held",
  landed: "Done",
  missed: "Needs you",
};

interface GlyphProps {
  state: GlyphState;
  /** Read out; without it the words beside the glyph have to say the state. */
  label?: boolean;
  className?: string;
}

export function Glyph({ state, label = false, className }: GlyphProps) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={cx("size-4 flex-none fill-none stroke-current [stroke-linecap:round] [stroke-width:1.6]", TONES[state], className)}
      {...(label ? { role: "img", "aria-label": WORDS[state] } : { "aria-hidden": true })}
    >
      {FIGURES[state]}
    </svg>
  );
}

const TONES: Record<GlyphState, string> = {
  waits: "text-ink-3",
  falls: "text-ink-3",
  held: "text-ink-3",
  landed: "text-ink",
  missed: "text-bad",
};

const FIGURES: Record<GlyphState, React.ReactNode> = {
  waits: (
    <>
      <path d="M.9 14.4h14.2" />
      <circle cx="8" cy="5" r="2.2" />
    </>
  ),
  falls: (
    <>
      <path d="M8 .9v1.7M.9 14.4h14.2" />
      <circle cx="8" cy="7.9" r="3" className="fill-signal stroke-none" />
    </>
  ),
  held: <path d="M6 3.2v5.6M10 3.2v5.6M.9 14.4h14.2" />,
  landed: (
    <>
      <path d="M.9 10.6h14.2" />
      <circle cx="8" cy="10.6" r="3.1" className="fill-current stroke-none" />
    </>
  ),
  missed: <path d="m5.4 3.2 5.2 5.2M10.6 3.2 5.4 8.4M.9 14.4h14.2" />,
};
