/**
 * Which files are selected. The anchor is where a range begins: the last one that was toggled.
 * Values are replaced, never changed.
 */
export interface Selection {
  readonly ids: ReadonlySet<number>;
  readonly anchor: number | null;
  /** Whether the selection stands for all files that match, also those not loaded yet. */
  readonly all: boolean;
}

export const NOTHING: Selection = { ids: new Set(), anchor: null, all: false };

export function toggle(selection: Selection, id: number): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: id, all: false };
}

/** Selects from the anchor to `id`, both included, in the order shown; keeps the anchor. */
export function extend(selection: Selection, order: readonly number[], id: number): Selection {
  const to = order.indexOf(id);
  const from = selection.anchor === null ? -1 : order.indexOf(selection.anchor);
  if (to < 0) return selection;
  if (from < 0) return { ids: new Set([...selection.ids, id]), anchor: id, all: false };
  const range = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  return { ids: new Set([...selection.ids, ...range]), anchor: selection.anchor, all: false };
}

export function selectLoaded(order: readonly number[]): Selection {
  return { ids: new Set(order), anchor: order[0] ?? null, all: false };
}

export function selectAll(order: readonly number[]): Selection {
  return { ...selectLoaded(order), all: true };
}

/** Files that went away are no longer selected; one that was all stays so as more are loaded. */
export function prune(selection: Selection, order: readonly number[]): Selection {
  if (selection.ids.size === 0) return selection;
  if (selection.all) {
    return selection.ids.size === order.length ? selection : selectAll(order);
  }
  const present = new Set(order);
  const ids = new Set([...selection.ids].filter((id) => present.has(id)));
  return ids.size === selection.ids.size ? selection : { ...selection, ids };
}
