import { useSyncExternalStore } from "react";

/** What a person chose for this browser alone. */
interface Preferences {
  theme: "system" | "light" | "dark";
  /** Whether single keys act. */
  singleKeys: boolean;
}

const DEFAULTS: Preferences = { theme: "system", singleKeys: true };
const KEY = "bulletdrop.preferences";

let current: Preferences = read();
const listeners = new Set<() => void>();

export function preference<K extends keyof Preferences>(name: K): Preferences[K] {
  return current[name];
}

export function setPreference<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  current = { ...current, [name]: value };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Storage is blocked or full: the choice holds until the page is left.
  }
  apply();
}

export function usePreference<K extends keyof Preferences>(name: K): Preferences[K] {
  return useSyncExternalStore(subscribe, () => current[name]);
}

/** Puts the theme onto the page, and listens to other tabs. */
export function startPreferences(): void {
  apply();
  window.addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    current = read();
    apply();
  });
}

function apply(): void {
  const { theme } = current;
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function read(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Preferences>;
    return {
      theme: kept.theme === "light" || kept.theme === "dark" ? kept.theme : DEFAULTS.theme,
      singleKeys: kept.singleKeys ?? DEFAULTS.singleKeys,
    };
  } catch {
    return DEFAULTS;
  }
}
