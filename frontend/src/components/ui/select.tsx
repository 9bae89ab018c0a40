import { ChevronDown } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { useId } from "react";

import { cx } from "@/lib/cx";

import { boxLooks, described, INPUT, Labelled } from "./field";

interface SelectProps extends ComponentProps<"select"> {
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
  options: readonly { value: string; label: string }[];
  mono?: boolean;
}

/** The browser's own list: quicker than one drawn by us, and a phone shows its own. */
export function Select({ label, hint, error, options, mono = false, className, id, ...select }: SelectProps) {
  const own = useId();
  const at = id ?? own;
  return (
    <Labelled id={at} label={label} hint={hint} error={error} className={className}>
      <span className={cx(boxLooks(error, select.disabled), "relative h-8 pe-0! coarse:h-11")}>
        <select
          {...select}
          id={at}
          className={cx(INPUT, "appearance-none pe-8 text-ellipsis [&>option]:bg-raised", mono && "font-mono text-caption")}
          {...described(at, hint, error)}
        >
          {options.map(({ value, label: words }) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
        <ChevronDown className="pointer-events-none absolute end-2.5 size-4 text-ink-3" aria-hidden />
      </span>
    </Labelled>
  );
}
