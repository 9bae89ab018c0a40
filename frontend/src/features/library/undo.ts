/** One act that can be taken back. */
export interface Undoable {
  label: string;
  undo: () => Promise<void>;
}

const DEPTH = 20;

/** The last twenty acts of this tab; `Z` takes the latest back. */
export class UndoStack {
  private acts: Undoable[] = [];

  push(act: Undoable): void {
    this.acts = [...this.acts, act].slice(-DEPTH);
  }

  /** Takes back one act, the latest unless told; an act is taken back at most once. */
  async undo(act: Undoable | undefined = this.acts[this.acts.length - 1]): Promise<boolean> {
    if (!act || !this.acts.includes(act)) return false;
    this.acts = this.acts.filter((candidate) => candidate !== act);
    await act.undo();
    return true;
  }
}

export const undoStack = new UndoStack();
