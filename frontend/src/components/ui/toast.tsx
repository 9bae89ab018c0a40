import { TriangleAlert, X } from "lucide-react";
import { useEffect, useState, useSyncExternalStore } from "react";

import { useHotkeys } from "@/hooks/useHotkeys";
import { cx } from "@/lib/cx";

import { Kbd } from "./kbd";

interface Action {
  label: string;
  run: () => void;
  kbd?: string;
}

interface ToastOptions {
  /** Takes the act back; the toast stays longer then. */
  undo?: () => void;
  action?: Action;
}

interface Toast {
  id: number;
  text: string;
  tone: "said" | "error";
  action: Action | null;
  lasts: number | null;
}

const UNDO_KEY = "Z";
const SECONDS_6 = 6_000;
const SECONDS_10 = 10_000;
/** How many may wait behind the one in front. */
const STACK = 3;

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

/** Says what happened, at the bottom of the page. */
export function toast(text: string, options: ToastOptions = {}): number {
  return add(text, "said", options);
}

/** Says what went wrong; stays until it is dismissed. */
toast.error = (text: string, options: ToastOptions = {}): number => add(text, "error", options);

toast.dismiss = (id?: number): void => {
  set(id === undefined ? [] : toasts.filter((one) => one.id !== id));
};

function add(text: string, tone: Toast["tone"], { undo, action }: ToastOptions): number {
  lastId += 1;
  const offered = undo ? { label: "Undo", run: undo, kbd: UNDO_KEY } : (action ?? null);
  const lasts = tone === "error" ? null : offered ? SECONDS_10 : SECONDS_6;
  // What only told something is over with the next word; the same error again is the same toast, told anew.
  const others = toasts.filter((one) => one.action !== null || (one.tone === "error" && one.text !== text));
  set([{ id: lastId, text, tone, action: offered, lasts }, ...others].slice(0, STACK));
  return lastId;
}

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Where toasts are shown; once, at the root of the app. */
export function Toaster() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  const [held, setHeld] = useState(false);
  const undoable = shown.find(({ action }) => action?.kbd === UNDO_KEY);
  useHotkeys({ z: undoable && (() => { act(undoable); }) });
  return (
    // The pointer and the focus only stop the clock; there is nothing to operate on the region itself.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      aria-label="Messages"
      className="pointer-events-none fixed inset-x-3 bottom-[76px] z-toast mx-auto grid h-fit w-fit max-w-[min(560px,calc(100vw-24px))] md:bottom-5 max-md:in-[body:has([role=dialog],[role=alertdialog])]:top-3 max-md:in-[body:has([role=dialog],[role=alertdialog])]:bottom-auto"
      onPointerEnter={() => { setHeld(true); }}
      onPointerLeave={() => { setHeld(false); }}
      onFocus={() => { setHeld(true); }}
      onBlur={() => { setHeld(false); }}
    >
      <div role="status" className="contents">
        {shown.map((one, depth) => one.tone === "said" && <Row key={one.id} toast={one} depth={depth} held={held} />)}
      </div>
      <div role="alert" className="contents">
        {shown.map((one, depth) => one.tone === "error" && <Row key={one.id} toast={one} depth={depth} held={held} />)}
      </div>
    </section>
  );
}

/** Does what the toast offers, once. */
function act({ id, action }: Toast): void {
  toast.dismiss(id);
  action?.run();
}

function Row({ toast: one, depth, held }: { toast: Toast; depth: number; held: boolean }) {
  const { id, text, tone, action, lasts } = one;
  useTimer(lasts, held, () => {
    toast.dismiss(id);
  });
  return (
    <div
      className={cx(
        "col-start-1 row-start-1 flex min-h-10 items-center gap-3 self-end rounded-md bg-ink ps-3.5 pe-1.5 text-paper shadow-float transition-transform duration-(--base) [&_:focus-visible]:outline-paper",
        depth === 0 ? "pointer-events-auto z-1" : "invisible",
      )}
      // Those behind are seen as an edge only; their words were read when they came.
      style={depth === 0 ? undefined : { transform: `translateY(${-6 * depth}px) scale(${1 - 0.04 * depth})` }}
    >
      {tone === "error" && <TriangleAlert className="size-3.5 flex-none" aria-hidden />}
      <span className="flex-1 py-2.5 [overflow-wrap:anywhere]">{text}</span>
      {action && (
        <ToastButton
          onClick={() => {
            act(one);
          }}
        >
          {action.label}
          {action.kbd && <Kbd className="border-current/40 text-current">{action.kbd}</Kbd>}
        </ToastButton>
      )}
      {(tone === "error" || !action) && (
        <ToastButton
          label="Dismiss"
          onClick={() => {
            toast.dismiss(id);
          }}
        >
          <X className="size-3.5" aria-hidden />
        </ToastButton>
      )}
    </div>
  );
}

function ToastButton({ label, onClick, children }: { label?: string; onClick: () => void; children: React.ReactNode }) {
  return (
    <button
      type="button"
      aria-label={label}
      className="flex h-7 min-w-7 flex-none items-center justify-center gap-1.5 rounded-md px-2 font-medium hover:bg-[color-mix(in_srgb,var(--paper)_14%,transparent)] coarse:h-11 coarse:min-w-11"
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** Runs down while somebody can read it: not under the pointer or focus, not in a hidden tab. */
function useTimer(lasts: number | null, held: boolean, done: () => void): void {
  const hidden = useSyncExternalStore(watchVisibility, () => document.hidden);
  useEffect(() => {
    if (lasts === null || held || hidden) return undefined;
    const timer = setTimeout(done, lasts);
    return () => {
      clearTimeout(timer);
    };
    // `done` is new on every render and always does the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [lasts, held, hidden]);
}

function watchVisibility(listener: () => void): () => void {
  document.addEventListener("visibilitychange", listener);
  return () => {
    document.removeEventListener("visibilitychange", listener);
  };
}
