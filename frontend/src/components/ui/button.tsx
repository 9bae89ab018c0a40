import type { ComponentProps, ComponentType, ReactElement, ReactNode, Ref } from "react";
import { Children, cloneElement, isValidElement, useCallback, useId, useLayoutEffect, useRef } from "react";

import { cx } from "@/lib/cx";

import { Glyph } from "./glyph";
import { Kbd } from "./kbd";

export type Icon = ComponentType<{ className?: string; "aria-hidden"?: boolean }>;

interface Looks {
  /** `go` is the page's one primary act. `delete` is filled and stands in confirming dialogs only. */
  variant?: "go" | "ink" | "line" | "ghost" | "danger" | "delete";
  size?: "md" | "sm" | "xs" | "wide";
  /** For an icon alone; the name goes into `aria-label`. */
  square?: boolean;
  icon?: Icon;
  kbd?: string;
}

interface ButtonProps extends Looks, ComponentProps<"button"> {
  /** It runs: no second press, and the button keeps its width whatever its label says now. */
  busy?: boolean;
  /** Why it is disabled; then it can still be focused, and the reason is read out. */
  reason?: string | undefined;
  /** The one child, a link, takes the looks. */
  asChild?: boolean;
}

export function Button({ asChild = false, ...props }: ButtonProps) {
  return asChild ? <LinkButton {...props} /> : <RealButton {...props} />;
}

function LinkButton({ variant = "line", size, square, icon, kbd, className, children }: ButtonProps) {
  const link = Children.only(children);
  if (!isValidElement(link)) throw new TypeError("Button asChild takes one element");
  const { props } = link as ReactElement<{ className?: string; children?: ReactNode }>;
  return cloneElement(
    link as ReactElement<{ className?: string }>,
    { className: cx(looksOf({ variant, size, square }), className, props.className) },
    <Inside variant={variant} icon={icon} kbd={kbd}>
      {props.children}
    </Inside>,
  );
}

function RealButton(props: Omit<ButtonProps, "asChild">) {
  const { variant = "line", size, square, icon, kbd, busy = false, reason, ref, className, children, ...rest } = props;
  const kept = useKeptWidth(busy, ref);
  const described = useId();
  const off = reason !== undefined || rest.disabled === true;
  return (
    <button
      type="button"
      {...rest}
      ref={kept}
      className={cx(looksOf({ variant, size, square }, off), className)}
      {...(busy || reason !== undefined ? INERT : {})}
      {...(reason === undefined ? {} : { title: reason, "aria-describedby": described })}
      aria-busy={busy || undefined}
    >
      {busy && <Glyph state="falls" className={GLYPH_ON[variant]} />}
      <Inside variant={variant} icon={busy ? undefined : icon} kbd={kbd}>
        {children}
      </Inside>
      {reason !== undefined && (
        <span id={described} className="sr-only">
          {reason}
        </span>
      )}
    </button>
  );
}

function looksOf({ variant = "line", size = "md", square = false }: { [K in keyof Looks]: Looks[K] | undefined }, off = false): string {
  return cx(BASE, SIZES[size], square ? SQUARES[size] : PADS[size], off ? OFF : VARIANTS[variant]);
}

function Inside({ variant, icon: Icon, kbd, children }: { variant: keyof typeof VARIANTS; icon: Icon | undefined; kbd: string | undefined; children: ReactNode }) {
  const plain = variant === "line" || variant === "ghost";
  return (
    <>
      {Icon && <Icon className="size-3.5 flex-none" aria-hidden />}
      {children}
      {kbd && <Kbd className={plain ? undefined : ON_FILL}>{kbd}</Kbd>}
    </>
  );
}

/** Not `disabled`: that would take the focus away, and the reason could not be read. */
const INERT = {
  "aria-disabled": true,
  onClick: (event: React.MouseEvent) => {
    event.preventDefault();
  },
};

const BASE =
  "relative inline-flex flex-none items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap transition-[background-color,border-color,filter] duration-(--fast) select-none";
const VARIANTS = {
  go: "border-transparent bg-signal text-on-signal hover:brightness-94 active:brightness-90",
  ink: "border-transparent bg-ink text-paper hover:opacity-94 active:opacity-88",
  line: "border-edge text-ink hover:bg-sunk active:border-ink aria-expanded:bg-sunk",
  ghost: "border-transparent text-ink-2 hover:bg-sunk active:text-ink aria-expanded:bg-sunk",
  danger: "border-bad text-bad hover:bg-sunk active:border-current",
  delete: "border-transparent bg-bad text-paper hover:brightness-94 active:brightness-90",
} as const;
const OFF = "cursor-not-allowed border-line text-ink-3";
const ON_FILL = "border-current/45 text-current";
const GLYPH_ON: Record<keyof typeof VARIANTS, string | undefined> = {
  go: "text-current! [&_circle]:fill-current",
  ink: "text-current!",
  line: undefined,
  ghost: undefined,
  danger: undefined,
  delete: "text-current! [&_circle]:fill-current",
};
// On fingers a small button keeps its looks; what can be hit around it is 44 px high.
const HIT = "coarse:after:absolute coarse:after:inset-x-0 coarse:after:-inset-y-1";
const SIZES = {
  md: "h-8 coarse:h-11",
  sm: `h-7 coarse:h-9 ${HIT}`,
  xs: `h-6 coarse:h-9 ${HIT}`,
  wide: "h-9 w-full coarse:h-11",
} as const;
const PADS = { md: "px-3", sm: "px-2.5", xs: "px-2", wide: "px-3" } as const;
const SQUARES = { md: "w-8 coarse:w-11", sm: "w-7 coarse:w-9", xs: "w-6 coarse:w-9", wide: "" } as const;

/** Holds the button as wide as it was when it began to be busy. */
function useKeptWidth(busy: boolean, outer: Ref<HTMLButtonElement> | undefined) {
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef(0);
  useLayoutEffect(() => {
    if (!button.current) return;
    button.current.style.minWidth = busy ? `${before.current}px` : "";
    if (!busy) before.current = button.current.offsetWidth;
  });
  return useCallback(
    (element: HTMLButtonElement | null) => {
      button.current = element;
      if (typeof outer === "function") outer(element);
      else if (outer) outer.current = element;
    },
    [outer],
  );
}
