import type { KeyboardEvent } from "react";
import { useId, useRef, useState } from "react";

/** What floats beside a button needs of it; `FloatingMenu` takes it whole. */
export interface Opened {
  /** The button's id: it names what it opened. */
  labelledBy: string;
  onClose: () => void;
  /** Whether an event came from the button itself, which closes on its own. */
  isButton: (target: EventTarget | null) => boolean;
  /** Gives the focus back. */
  focusButton: () => void;
}

/** A button that opens something whose code comes when somebody is near: its attributes, and what is open. */
export function useOpener(opens: "menu" | "dialog", onNear: () => void) {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLButtonElement>(null);
  const id = useId();
  const opened: Opened = {
    labelledBy: id,
    onClose: () => {
      setOpen(false);
    },
    isButton: (target) => target instanceof Node && ref.current?.contains(target) === true,
    focusButton: () => {
      ref.current?.focus();
    },
  };
  const button = {
    ref,
    id,
    "aria-haspopup": opens,
    "aria-expanded": open,
    "data-state": open ? "open" : "closed",
    onPointerEnter: onNear,
    onFocus: onNear,
    onKeyDown: (event: KeyboardEvent) => {
      if (opens !== "menu" || event.key !== "ArrowDown") return;
      event.preventDefault();
      setOpen(true);
    },
    onClick: () => {
      setOpen(!open);
    },
  } as const;
  return { button, opened: open ? opened : null };
}
