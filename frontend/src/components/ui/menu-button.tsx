import type { ComponentProps, ReactNode } from "react";
import { Suspense } from "react";

import type { Opened } from "./useOpener";
import { useOpener } from "./useOpener";

interface MenuButtonProps extends ComponentProps<"button"> {
  /** Draws the menu, a `FloatingMenu` in a chunk of its own. */
  menu: (opened: Opened) => ReactNode;
  /** Fetches that chunk, as soon as somebody comes near the button. */
  onNear: () => void;
}

/** A button with a menu whose code is not there before it is wanted. */
export function MenuButton({ menu, onNear, children, ...rest }: MenuButtonProps) {
  const { button, opened } = useOpener("menu", onNear);
  return (
    <span className="relative flex">
      <button type="button" {...rest} {...button}>
        {children}
      </button>
      {opened && <Suspense>{menu(opened)}</Suspense>}
    </span>
  );
}
