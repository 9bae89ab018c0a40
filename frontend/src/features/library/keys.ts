import { useEffect, useEffectEvent } from "react";

/** Single keys act only outside fields, menus and dialogs, and never with a modifier. */
export type KeyMap = Record<string, (event: KeyboardEvent) => void>;

/**
 * Keys of a page, by `event.key` in lower case, with "shift+" and "ctrl+" before it where held
 * ("ctrl" is also the Mac's command key).
 */
export function usePageKeys(map: KeyMap, enabled = true): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || isElsewhere(event.target)) return;
    const act = map[nameOf(event)];
    if (!act) return;
    event.preventDefault();
    act(event);
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const listen = (event: KeyboardEvent) => {
      onKey(event);
    };
    window.addEventListener("keydown", listen);
    return () => {
      window.removeEventListener("keydown", listen);
    };
  }, [enabled]);
}

function nameOf(event: KeyboardEvent): string {
  const shift = event.shiftKey && /^[a-z]$/i.test(event.key) ? "shift+" : "";
  return `${event.ctrlKey || event.metaKey ? "ctrl+" : ""}${shift}${event.key.toLowerCase()}`;
}

function isElsewhere(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest("input:not([type='checkbox']), textarea, select, [role='menu'], [role='dialog'], [role='alertdialog']") !== null
  );
}
