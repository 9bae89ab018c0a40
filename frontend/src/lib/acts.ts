import { useEffect, useRef } from "react";

/** Something that can be done now; the command menu lists it, and a key may do it. */
export interface Act {
  label: string;
  /** As it is shown: "Shift C", "G then L". */
  kbd?: string;
  run: () => void;
}

export interface ActGroup {
  title: string;
  acts: readonly Act[];
}

const sources = new Set<() => ActGroup>();

/** Offers acts for as long as the component stands. */
export function useActs(title: string, acts: readonly Act[]): void {
  const latest = useRef<ActGroup>({ title, acts });
  latest.current = { title, acts };
  useEffect(() => {
    const source = () => latest.current;
    sources.add(source);
    return () => {
      sources.delete(source);
    };
  }, []);
}

/** All that can be done now: what concerns the page and its files stands first, for it came last. */
export function currentActs(): ActGroup[] {
  return [...sources].map((source) => source()).filter(({ acts }) => acts.length > 0).reverse();
}
