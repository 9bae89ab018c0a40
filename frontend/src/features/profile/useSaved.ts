import { useState } from "react";

import { toast } from "@/components/ui/toast";
import { reasonOf } from "@/lib/problem";

import { changeProfile, type ProfileChange } from "./requests";

type Name = "username" | "avatar_url" | "bio";

/**
 * A field of the profile that saves by itself: on leaving it, or with Enter. It says so, with an undo; what
 * the server has against the value stands at the field, and what was typed stays.
 */
export function useSaved(name: Name, saved: string, check: (value: string) => string | null = () => null) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const value = draft ?? saved;

  const send = async (next: string): Promise<boolean> => {
    try {
      await changeProfile(changeOf(name, next));
      setDraft(null);
      setError(null);
      return true;
    } catch (refused) {
      setError(reasonOf(refused));
      return false;
    }
  };
  const save = async () => {
    const next = value.trim();
    if (next === saved) {
      setDraft(null);
      setError(null);
      return;
    }
    const wrong = check(next);
    setError(wrong);
    if (wrong === null && (await send(next))) toast("Saved", { undo: () => void send(saved) });
  };
  const change = (next: string) => {
    setDraft(next);
    // Once wrong, each key is looked at, so that the sentence goes as soon as it is mended.
    if (error !== null) setError(check(next.trim()));
  };
  return { value, error: error ?? undefined, change, save };
}

/** An emptied picture or line about oneself is none at all. */
function changeOf(name: Name, value: string): ProfileChange {
  return { [name]: value === "" && name !== "username" ? null : value };
}
