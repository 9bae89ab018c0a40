import { Check, ChevronRight } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ComponentProps } from "react";

import { cx } from "@/lib/cx";

import type { Icon } from "./button";
import { Kbd } from "./kbd";

/** Not modal: that would need a style element, which the page's policy forbids. */
export function Menu(props: ComponentProps<typeof DropdownMenu.Root>) {
  return <DropdownMenu.Root modal={false} {...props} />;
}

export const MenuTrigger = DropdownMenu.Trigger;
export const MenuSub = DropdownMenu.Sub;

const SHEET =
  "z-menu max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-float outline-none data-[state=open]:animate-appear";
const ROW =
  "flex h-[30px] items-center gap-2 rounded-md px-2 whitespace-nowrap outline-none select-none data-highlighted:bg-sunk data-disabled:text-ink-3 data-[state=open]:bg-sunk coarse:h-11";

export function MenuContent({ className, ...rest }: ComponentProps<typeof DropdownMenu.Content>) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content sideOffset={4} collisionPadding={8} {...rest} className={cx(SHEET, className)} />
    </DropdownMenu.Portal>
  );
}

export function MenuSubContent({ className, ...rest }: ComponentProps<typeof DropdownMenu.SubContent>) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.SubContent sideOffset={4} collisionPadding={8} {...rest} className={cx(SHEET, className)} />
    </DropdownMenu.Portal>
  );
}

interface RowProps {
  icon?: Icon;
  kbd?: string;
}

interface MenuItemProps extends RowProps, ComponentProps<typeof DropdownMenu.Item> {
  /** One of a choice: whether it is the one. */
  checked?: boolean;
  /** What can't be taken back, or takes away; stands last. */
  danger?: boolean;
}

export function MenuItem({ icon: Icon, kbd, checked, danger = false, className, children, ...rest }: MenuItemProps) {
  const looks = cx(ROW, danger && "text-bad", className);
  const inside = (
    <>
      {Icon && <Icon className="size-3.5 flex-none" aria-hidden />}
      <span className="flex-1">{children}</span>
      {checked && <Check className="size-3.5 flex-none" aria-hidden />}
      {kbd && <Kbd className="ms-3 border-line bg-paper text-ink-3">{kbd}</Kbd>}
    </>
  );
  if (checked === undefined) {
    return (
      <DropdownMenu.Item {...rest} className={looks}>
        {inside}
      </DropdownMenu.Item>
    );
  }
  return (
    <DropdownMenu.CheckboxItem {...rest} checked={checked} className={looks}>
      {inside}
    </DropdownMenu.CheckboxItem>
  );
}

export function MenuSubTrigger({ icon: Icon, className, children, ...rest }: RowProps & ComponentProps<typeof DropdownMenu.SubTrigger>) {
  return (
    <DropdownMenu.SubTrigger {...rest} className={cx(ROW, className)}>
      {Icon && <Icon className="size-3.5 flex-none" aria-hidden />}
      <span className="flex-1">{children}</span>
      <ChevronRight className="ms-3 size-3.5 flex-none text-ink-3 rtl:-scale-x-100" aria-hidden />
    </DropdownMenu.SubTrigger>
  );
}

export function MenuLabel({ children }: { children: React.ReactNode }) {
  return <DropdownMenu.Label className="px-2 pt-1.5 pb-1 text-caption text-ink-3">{children}</DropdownMenu.Label>;
}

export function MenuSeparator() {
  return <DropdownMenu.Separator className="mx-1 my-1 h-px bg-line" />;
}
