import { Suspense } from "react";

import { lazyPart } from "@/lib/lazyPart";

import type { Actions } from "./actions";
import type { Upload } from "./requests";

const ActionMenu = lazyPart(async () => ({ default: (await import("./ActionMenu")).ActionMenu }));
const EditDialog = lazyPart(async () => ({ default: (await import("./EditDialog")).EditDialog }));
const FormatMenu = lazyPart(async () => ({ default: (await import("./FormatMenu")).FormatMenu }));

export type OpenDialog =
  | { kind: "menu"; upload: Upload; at: { x: number; y: number } }
  | { kind: "edit"; upload: Upload }
  | { kind: "formats"; uploads: readonly Upload[] }
  | null;

interface FileDialogsProps {
  open: OpenDialog;
  actions: Actions;
  onOpen: (open: OpenDialog) => void;
  onSelect?: (upload: Upload) => void;
  /** Gives the focus back to where it was. */
  onClosed: () => void;
}

/** The menu of a file and what it leads to, one at a time. */
export function FileDialogs(props: FileDialogsProps) {
  return (
    <Suspense>
      <Opened {...props} />
    </Suspense>
  );
}

function Opened({ open, actions, onOpen, onSelect, onClosed }: FileDialogsProps) {
  const close = () => {
    onOpen(null);
    onClosed();
  };
  switch (open?.kind) {
    case "menu":
      return (
        <ActionMenu
          upload={open.upload}
          at={open.at}
          actions={actions}
          onEdit={(upload) => {
            onOpen({ kind: "edit", upload });
          }}
          onSelect={onSelect}
          onClose={close}
        />
      );
    case "edit":
      return <EditDialog upload={open.upload} actions={actions} onClose={close} />;
    case "formats":
      return <FormatMenu uploads={open.uploads} actions={actions} onClose={close} />;
    default:
      return null;
  }
}
