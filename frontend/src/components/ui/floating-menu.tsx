import type { ReactNode } from "react";

import { Menu, MenuContent, MenuTrigger } from "./menu";
import type { Opened } from "./useOpener";

interface FloatingMenuProps {
  opened: Opened;
  side?: "top" | "bottom";
  align?: "start" | "end";
  className?: string;
  children: ReactNode;
}

/** The menu of a `MenuButton`: it lies against the button, and gives the focus back to it. */
export function FloatingMenu({ opened: { labelledBy, onClose, isButton, focusButton }, side = "bottom", align = "start", className, children }: FloatingMenuProps) {
  return (
    <Menu
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <MenuTrigger asChild>
        <span aria-hidden className="pointer-events-none absolute inset-0" />
      </MenuTrigger>
      <MenuContent
        side={side}
        align={align}
        aria-labelledby={labelledBy}
        className={className}
        onInteractOutside={(event) => {
          if (isButton(event.target)) event.preventDefault();
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          focusButton();
        }}
      >
        {children}
      </MenuContent>
    </Menu>
  );
}
