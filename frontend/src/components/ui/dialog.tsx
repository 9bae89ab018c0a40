import { Dialog as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { useRef } from "react";

import { cx } from "@/lib/cx";

import { Button } from "./button";

export const Dialog = Radix.Root;

/**
 * What floats over the page; on a phone a sheet from below. The veil is a plain element and not
 * radix' overlay: that one adds a style element, which the page's policy forbids.
 */
export function DialogContent({ wide = false, className, children, onOpenAutoFocus, onCloseAutoFocus, ...rest }: { wide?: boolean } & ComponentProps<typeof Radix.Content>) {
  const opener = useRef<Element | null>(null);
  return (
    <Radix.Portal>
      <div className="fixed inset-0 z-dialog animate-appear bg-veil" aria-hidden />
      <Radix.Content
        aria-describedby={undefined}
        {...rest}
        onOpenAutoFocus={(event) => {
          opener.current = document.activeElement;
          onOpenAutoFocus?.(event);
        }}
        // Radix knows where the focus belongs only where it drew the button that opened the dialog.
        onCloseAutoFocus={(event) => {
          onCloseAutoFocus?.(event);
          if (event.defaultPrevented) return;
          event.preventDefault();
          if (opener.current instanceof HTMLElement) opener.current.focus();
        }}
        className={cx(
          "fixed z-dialog animate-appear overflow-y-auto bg-raised shadow-float outline-none",
          "inset-x-0 bottom-0 max-h-[90dvh] rounded-t-lg border-t border-line p-4 pb-[max(1rem,env(safe-area-inset-bottom))]",
          "md:inset-x-auto md:start-1/2 md:top-1/2 md:bottom-auto md:max-h-[85dvh] md:max-w-[calc(100vw-48px)] md:-translate-x-1/2 md:-translate-y-1/2 md:rounded-lg md:border md:p-4 rtl:md:translate-x-1/2",
          wide ? "md:w-[640px]" : "md:w-[400px]",
          className,
        )}
      >
        {children}
      </Radix.Content>
    </Radix.Portal>
  );
}

export function DialogTitle({ children }: { children: ReactNode }) {
  return <Radix.Title className="text-body font-semibold">{children}</Radix.Title>;
}

export function DialogText({ children }: { children: ReactNode }) {
  return <Radix.Description className="mt-1 text-ink-2">{children}</Radix.Description>;
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-4 flex flex-wrap justify-end gap-2 max-md:[&>*]:flex-1">{children}</div>;
}

interface ConfirmDialogProps {
  open: boolean;
  /** The question. */
  title: string;
  /** What it is about, with its figures, and that it can't be undone. */
  text: ReactNode;
  /** Verbs: "Keep them", "Delete 17 files". */
  keep: string;
  act: string;
  busy?: boolean;
  onAct: () => void;
  onClose: () => void;
}

/** Before what can't be undone, and nowhere else. The focus is on what changes nothing. */
export function ConfirmDialog({ open, title, text, keep, act, busy = false, onAct, onClose }: ConfirmDialogProps) {
  const harmless = useRef<HTMLButtonElement>(null);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    >
      <DialogContent
        role="alertdialog"
        onOpenAutoFocus={(event) => {
          event.preventDefault();
          harmless.current?.focus();
        }}
      >
        <DialogTitle>{title}</DialogTitle>
        <DialogText>{text}</DialogText>
        <DialogActions>
          <Button ref={harmless} onClick={onClose}>
            {keep}
          </Button>
          <Button variant="delete" busy={busy} onClick={onAct}>
            {act}
          </Button>
        </DialogActions>
      </DialogContent>
    </Dialog>
  );
}
