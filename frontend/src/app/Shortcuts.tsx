import { Suspense } from "react";

import { chooseFiles } from "@/features/upload/door";
import { useHotkeys } from "@/hooks/useHotkeys";
import { useActs } from "@/lib/acts";
import { lazyPart } from "@/lib/lazyPart";
import { useNavigate } from "react-router";

import { showOverlay, useOverlay } from "./overlay";
import { leave, signOut } from "./signOut";

const ShortcutSheet = lazyPart(() => import("./ShortcutSheet"));
const CommandMenu = lazyPart(() => import("./CommandMenu"));
const ConfirmDialog = lazyPart(async () => ({ default: (await import("@/components/ui/dialog")).ConfirmDialog }));

/** The keys and acts that every page of an account has. */
export function Shortcuts() {
  const navigate = useNavigate();
  const overlay = useOverlay();
  const close = () => {
    showOverlay(null);
  };
  const help = () => {
    showOverlay("shortcuts");
  };
  useHotkeys({
    "?": help,
    "Ctrl+k": () => {
      if (overlay === "commands") close();
      else if (!isAsking()) showOverlay("commands");
    },
    "g l": () => void navigate("/library"),
    "g d": () => void navigate("/devices"),
    "g t": () => void navigate("/trash"),
    "g s": () => void navigate("/settings"),
  });
  useActs("Everywhere", [
    { label: "Choose files to upload", kbd: "U", run: chooseFiles },
    { label: "Keyboard", kbd: "?", run: help },
    { label: "Sign out", run: () => void leave() },
  ]);
  return (
    <Suspense>
      {overlay === "shortcuts" && <ShortcutSheet onClose={close} />}
      {overlay === "commands" && <CommandMenu onClose={close} />}
      {overlay === "leaving" && (
        <ConfirmDialog
          open
          title="Sign out before everything has landed?"
          text="What has not landed is dropped. This can't be undone."
          keep="Stay"
          act="Sign out"
          onAct={() => {
            close();
            void signOut();
          }}
          onClose={close}
        />
      )}
    </Suspense>
  );
}

/** A dialog waits for an answer: nothing is laid over it. */
function isAsking(): boolean {
  return document.querySelector("[role=dialog], [role=alertdialog]") !== null;
}
