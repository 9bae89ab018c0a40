import { Popover as Radix } from "radix-ui";
import type { ComponentProps } from "react";

import { cx } from "@/lib/cx";

export const Popover = Radix.Root;
export const PopoverTrigger = Radix.Trigger;

/** Floats beside what opened it, for a few controls that act at once. */
export function PopoverContent({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={4}
        collisionPadding={8}
        {...rest}
        className={cx(
          "z-menu rounded-lg border border-line bg-raised shadow-float outline-none data-[state=open]:animate-appear",
          className,
        )}
      />
    </Radix.Portal>
  );
}
