import { Check, Minus } from "lucide-react";
import type { ComponentProps } from "react";

import { cx } from "@/lib/cx";

interface CheckboxProps extends Omit<ComponentProps<"button">, "onChange"> {
  checked: boolean | "indeterminate";
}

/** For choosing: nothing happens until something is done with what was chosen. */
export function Checkbox({ checked, className, ...rest }: CheckboxProps) {
  const Icon = checked === "indeterminate" ? Minus : Check;
  return (
    <button
      type="button"
      role="checkbox"
      {...rest}
      aria-checked={checked === "indeterminate" ? "mixed" : checked}
      className={cx(
        "relative grid size-4 flex-none place-items-center rounded-sm border before:absolute before:-inset-1 coarse:before:-inset-3.5",
        checked === false ? "border-edge bg-raised" : "border-ink bg-ink text-paper",
        className,
      )}
    >
      {checked !== false && <Icon className="size-3 [stroke-width:2.8]" aria-hidden />}
    </button>
  );
}

/** A checkbox with its words beside it. */
export function CheckboxRow({ label, hint, checked, onChange }: { label: string; hint?: string; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="flex items-start gap-2.5 py-1 coarse:py-2.5">
      <span className="relative mt-0.5 flex-none">
        <input
          type="checkbox"
          className={cx("block size-4 appearance-none rounded-sm border", checked ? "border-ink bg-ink" : "border-edge bg-raised")}
          checked={checked}
          onChange={(event) => {
            onChange(event.target.checked);
          }}
        />
        {checked && <Check className="pointer-events-none absolute inset-0.5 size-3 text-paper [stroke-width:2.8]" aria-hidden />}
      </span>
      <span>
        {label}
        {hint && <span className="block text-caption text-ink-3">{hint}</span>}
      </span>
    </label>
  );
}
