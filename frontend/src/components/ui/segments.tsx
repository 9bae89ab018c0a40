import { useId } from "react";

import { cx } from "@/lib/cx";

import type { Icon } from "./button";

interface SegmentsProps<T extends string> {
  label: string;
  value: T;
  onChange: (value: T) => void;
  /** With an icon the label is only read out. */
  options: readonly { value: T; label: string; icon?: Icon }[];
  size?: "md" | "sm";
  className?: string;
}

/** A choice of a few, all of them in sight. Radio buttons underneath, so arrows move and Tab passes. */
export function Segments<T extends string>({ label, value, onChange, options, size = "md", className }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset className={cx(SEGMENTS, size === "sm" ? "h-7" : "h-8", className)}>
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={segmentLooks(option.value === value)} title={option.icon ? option.label : undefined}>
          <input
            type="radio"
            name={name}
            className="sr-only"
            checked={option.value === value}
            onChange={() => {
              onChange(option.value);
            }}
          />
          {option.icon ? (
            <>
              <option.icon className="size-4" aria-hidden />
              <span className="sr-only">{option.label}</span>
            </>
          ) : (
            option.label
          )}
        </label>
      ))}
    </fieldset>
  );
}

export const SEGMENTS = "inline-flex flex-none gap-0.5 rounded-md border border-edge p-0.5 coarse:h-11";

export function segmentLooks(chosen: boolean): string {
  return cx(
    "relative inline-flex min-w-7 flex-auto items-center justify-center rounded-[4px] px-2 whitespace-nowrap coarse:min-w-10",
    "has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-ink",
    chosen ? "bg-ink text-paper" : "text-ink-2 hover:bg-sunk",
  );
}
