import { useEffect, useState } from "react";

import { visible } from "@/lib/names";

import { Announcer } from "./announcer";
import type { Snapshot } from "./state";
import type { Entry } from "./types";
import { queue } from "./uploads";

/** What screen readers are told: starts, every 25 %, landings and errors, joined over two seconds. */
export function useAnnouncements(): string {
  const [said, setSaid] = useState("");
  useEffect(() => {
    const announcer = new Announcer(setSaid);
    let before = queue.snapshot();
    const stop = queue.subscribe(() => {
      const after = queue.snapshot();
      for (const part of changes(before, after)) announcer.add(part);
      before = after;
    });
    return () => {
      stop();
      announcer.stop();
    };
  }, []);
  return said;
}

export function changes(before: Snapshot, after: Snapshot): string[] {
  if (before.entries === after.entries && before.notices === after.notices) return [];
  const known = new Map(before.entries.map((entry) => [entry.id, entry]));
  const seen = new Set(before.notices.map(({ id }) => id));
  return [
    ...after.entries.flatMap((entry) => changeOf(known.get(entry.id), entry) ?? []),
    ...after.notices.filter(({ id }) => !seen.has(id)).map(({ text }) => text.replace(/\.$/, "")),
  ];
}

function changeOf(before: Entry | undefined, after: Entry): string | null {
  if (before === after) return null;
  if (after.copied && !before?.copied) return `${landedWords(after)}, link copied`;
  if (before?.state !== after.state) return stateWords(after);
  const [from, to] = [quarter(before), quarter(after)];
  return after.state === "falls" && to > from && to < 4 ? `${visible(after.name)} ${to * 25} %` : null;
}

function stateWords(entry: Entry): string | null {
  switch (entry.state) {
    case "falls":
      return `${visible(entry.name)} starts`;
    case "landed":
      return landedWords(entry);
    case "missed":
      return `${visible(entry.name)}: ${entry.reason ?? "did not land"}`.replace(/\.$/, "");
    default:
      return null;
  }
}

function landedWords({ name, known }: Entry): string {
  return known ? `${visible(name)}: you have this file already` : `${visible(name)} landed`;
}

function quarter(entry: Entry): number {
  return entry.size > 0 ? Math.floor((entry.loaded / entry.size) * 4) : 0;
}
