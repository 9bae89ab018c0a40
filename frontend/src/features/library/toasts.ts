import { toast } from "@/components/ui/toast";

/** What happened, in one place for the whole feature. */
export function say(text: string): void {
  toast(text);
}

/** The host or the browser said no: it stays until it was read. */
export function sayRefused(text: string): void {
  toast.error(text);
}

export function sayUndoable(text: string, undo: () => void): number {
  return toast(text, { undo });
}

/** What was undone by its key need not be offered any longer. */
export function unsay(said: number): void {
  toast.dismiss(said);
}
