import { lazy, Suspense } from "react";
import { useNavigate } from "react-router";

import { useHotkeys } from "@/hooks/useHotkeys";

import { hideShortcuts, showShortcuts, useShortcutsOpen } from "./shortcutSheet";

const Sheet = lazy(() => import("./ShortcutSheet"));

/** The keys that work on every page of an account. */
export function Shortcuts() {
  const navigate = useNavigate();
  const open = useShortcutsOpen();
  useHotkeys({
    "?": showShortcuts,
    "g l": () => void navigate("/library"),
    "g d": () => void navigate("/devices"),
    "g t": () => void navigate("/trash"),
    "g s": () => void navigate("/settings"),
  });
  if (!open) return null;
  return (
    <Suspense>
      <Sheet onClose={hideShortcuts} />
    </Suspense>
  );
}
