import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";

import { cx } from "@/lib/cx";

import type { Opened } from "./useOpener";

interface FloatingPanelProps {
  opened: Opened;
  align?: "start" | "end";
  className?: string;
  children: ReactNode;
}

/** Floats beside the button that opened it, for a few controls that act at once. */
export function FloatingPanel({ opened: { labelledBy, onClose, isButton, focusButton }, align = "start", className, children }: FloatingPanelProps) {
  return (
    <Radix.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <Radix.Anchor asChild>
        <span aria-hidden className="pointer-events-none absolute inset-0" />
      </Radix.Anchor>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          aria-labelledby={labelledBy}
          className={cx(
            "z-menu rounded-lg border border-line bg-raised shadow-float outline-none data-[state=open]:animate-appear",
            className,
          )}
          onInteractOutside={(event) => {
            if (isButton(event.target)) event.preventDefault();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            focusButton();
          }}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
