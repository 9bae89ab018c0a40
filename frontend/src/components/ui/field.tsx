import { Check, Eye, EyeOff, X } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { useId, useState } from "react";

import { cx } from "@/lib/cx";

interface Around {
  label: string;
  hint?: ReactNode;
  /** What is wrong, and how to mend it. */
  error?: string | undefined;
}

interface FieldProps extends Around, ComponentProps<"input"> {
  /** For what a machine reads. */
  mono?: boolean;
  /** Stands at the end, within the border. */
  after?: ReactNode;
  tall?: boolean;
}

/** A line of text with its label above and its hint below. */
export function Field({ label, hint, error, mono = false, after, tall = false, className, id, ...input }: FieldProps) {
  const own = useId();
  const at = id ?? own;
  return (
    <Labelled id={at} label={label} hint={hint} error={error} className={className}>
      <span className={cx(boxLooks(error, input.disabled), tall ? "h-9" : "h-8", "coarse:h-11")}>
        <input {...input} id={at} className={cx(INPUT, mono && "font-mono tracking-[-0.02em]")} {...described(at, hint, error)} />
        {after}
      </span>
    </Labelled>
  );
}

/** A password that can be shown. What comes below it is the caller's: how strong it is, or what was wrong. */
export function PasswordField({ children, ...props }: Omit<FieldProps, "type" | "after"> & { children?: ReactNode }) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div>
      <Field
        spellCheck={false}
        autoCapitalize="none"
        {...props}
        type={shown ? "text" : "password"}
        after={
          <button
            type="button"
            className="relative -me-1 grid size-6 flex-none place-items-center rounded-sm text-ink-3 coarse:after:absolute coarse:after:-inset-2.5"
            aria-label={shown ? "Hide the password" : "Show the password"}
            aria-pressed={shown}
            onClick={() => {
              setShown(!shown);
            }}
          >
            <Icon className="size-4" aria-hidden />
          </button>
        }
      />
      {children}
    </div>
  );
}

export function TextArea({ label, hint, error, className, id, ...area }: Around & ComponentProps<"textarea">) {
  const own = useId();
  const at = id ?? own;
  return (
    <Labelled id={at} label={label} hint={hint} error={error} className={className}>
      <span className={boxLooks(error, area.disabled)}>
        <textarea rows={3} {...area} id={at} className={cx(INPUT, "resize-none py-1.5")} {...described(at, hint, error)} />
      </span>
    </Labelled>
  );
}

/** What a field's check says, within the field. */
export function FieldCheck({ state }: { state: "checking" | "free" | "taken" | null }) {
  if (state === null) return null;
  return (
    <span className={cx("flex flex-none items-center gap-1.5", state === "taken" ? "text-bad" : "text-ink-3")}>
      {state === "free" && <Check className="size-3.5" aria-hidden />}
      {state === "taken" && <X className="size-3.5" aria-hidden />}
      {state}
    </span>
  );
}

interface LabelledProps extends Around {
  id: string;
  className?: string | undefined;
  children: ReactNode;
}

export function Labelled({ id, label, hint, error, className, children }: LabelledProps) {
  return (
    <div className={cx("min-w-0", className)}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      {children}
      {(error ?? hint) && (
        <p id={`${id}-said`} className={cx("mt-1 text-caption", error ? "text-bad" : "text-ink-3")} {...(error ? { role: "alert" } : {})}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

export function described(id: string, hint: ReactNode, error: string | undefined) {
  return {
    "aria-invalid": error ? true : undefined,
    "aria-describedby": (error ?? hint) ? `${id}-said` : undefined,
  } as const;
}

export function boxLooks(error: string | undefined, disabled: boolean | undefined): string {
  return cx(
    "flex min-w-0 items-center gap-2 rounded-md border px-2.5",
    "has-[input:focus-visible,textarea:focus-visible,select:focus-visible]:outline-2 has-[input:focus-visible,textarea:focus-visible,select:focus-visible]:outline-offset-1 has-[input:focus-visible,textarea:focus-visible,select:focus-visible]:outline-ink",
    error ? "border-bad shadow-[0_0_0_1px_var(--bad)]" : "border-edge",
    disabled ? "bg-sunk text-ink-3" : "bg-raised",
  );
}

export const INPUT = "h-full w-full min-w-0 flex-1 bg-transparent outline-none disabled:cursor-not-allowed coarse:text-[16px]";
