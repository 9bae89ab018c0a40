import { useMemo, useSyncExternalStore } from "react";

import { accessToken, refreshSession } from "@/api/client";
import { session } from "@/api/session";
import { reachable } from "@/lib/reachable";

import { followAccount } from "./account";
import type { Intake } from "./intake";
import { Keeper } from "./keeper";
import { browserShelf } from "./shelf";
import { thisTab } from "./tabs";
import { UploadQueue } from "./queue";
import type { Limits } from "./refusals";
import { send } from "./send";
import { totalsOf } from "./totals";

/** Until the account is known nothing is refused beforehand: the host has the last word anyway. */
const UNKNOWN: Limits = { maxFileSize: null, bytesLeft: null, trashBytes: 0 };
let limits = UNKNOWN;

/** One queue for the tab: uploads go on while pages come and go. */
export const queue = new UploadQueue({
  send: (shipment) => {
    const token = accessToken();
    // Known to be refused: then nothing is sent before the token is renewed.
    if (token === null) return { outcome: Promise.resolve({ kind: "signed-out" }), abort };
    return send({ ...shipment, url: "/api/uploads", token });
  },
  refresh: refreshSession,
  reachable,
  limits: () => limits,
});

export const keeper = new Keeper(queue, browserShelf(), thisTab());

followAccount(session, {
  queue,
  keeper,
  onLimits: (known) => {
    limits = known ?? UNKNOWN;
  },
});

let onCopied: Intake["onCopied"] = () => undefined;

export function setOnCopied(listener: Intake["onCopied"]): void {
  onCopied = listener;
}

export const intake: Intake = {
  queue,
  limits: () => limits,
  onCopied: (links, copied) => {
    onCopied(links, copied);
  },
};

function abort(): void {
  // Nothing was begun.
}

export function useQueue() {
  const snapshot = useSyncExternalStore(queue.subscribe, queue.snapshot);
  const totals = useMemo(() => totalsOf(snapshot.entries, snapshot.notices), [snapshot]);
  return { ...snapshot, totals };
}

/** How many uploads of other accounts wait in this browser. */
export function useStrangers(): number {
  return useSyncExternalStore(keeper.subscribe, keeper.strangers);
}
