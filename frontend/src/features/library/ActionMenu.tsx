import { Clock, Copy, Download, ExternalLink, Globe, Link2, Lock, Pencil, SquareCheck, Trash2 } from "lucide-react";

import {
  Menu,
  MenuContent,
  MenuItem,
  MenuSeparator,
  MenuSub,
  MenuSubContent,
  MenuSubTrigger,
  MenuTrigger,
} from "@/components/ui/menu";

import type { Actions } from "./actions";
import { ExpiryItems } from "./ExpiryItems";
import { FORMAT_WORDS, FORMATS } from "./links";
import { download, openLink } from "./opening";
import type { Upload } from "./requests";

interface ActionMenuProps {
  upload: Upload;
  /** Where the pointer or the button was. */
  at: { x: number; y: number };
  actions: Actions;
  onEdit: (upload: Upload) => void;
  /** Where several can be chosen. */
  onSelect?: ((upload: Upload) => void) | undefined;
  onClose: () => void;
}

/** Everything that can be done with one file, under the pointer. */
export function ActionMenu({ upload, at, actions, onEdit, onSelect, onClose }: ActionMenuProps) {
  return (
    <Menu
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <MenuTrigger asChild>
        <span aria-hidden className="fixed size-0" style={{ left: at.x, top: at.y }} />
      </MenuTrigger>
      <MenuContent align="start" aria-label={upload.original_filename}>
        <MenuItem icon={Copy} kbd="C" onSelect={() => void actions.copy([upload])}>
          Copy link
        </MenuItem>
        <CopyAs upload={upload} actions={actions} />
        <MenuItem icon={ExternalLink} kbd="O" onSelect={() => { openLink(upload); }}>
          Open
        </MenuItem>
        <MenuItem icon={Download} kbd="D" onSelect={() => { download(upload); }}>
          Download
        </MenuItem>
        <MenuSeparator />
        {onSelect && (
          <MenuItem icon={SquareCheck} kbd="X" onSelect={() => { onSelect(upload); }}>
            Select
          </MenuItem>
        )}
        <MenuItem icon={Pencil} kbd="E" onSelect={() => { onEdit(upload); }}>
          Rename
        </MenuItem>
        <MenuItem
          icon={upload.is_public ? Lock : Globe}
          kbd="P"
          onSelect={() => void actions.setPublic([upload], !upload.is_public)}
        >
          {upload.is_public ? "Make private" : "Make public"}
        </MenuItem>
        <MenuSub>
          <MenuSubTrigger icon={Clock}>Expires</MenuSubTrigger>
          <MenuSubContent>
            <ExpiryItems
              expiresAt={upload.expires_at}
              onExpiry={(expiresAt) => void actions.setExpiry([upload], expiresAt)}
            />
          </MenuSubContent>
        </MenuSub>
        <MenuSeparator />
        <MenuItem icon={Trash2} kbd="Del" danger onSelect={() => void actions.trash([upload])}>
          Delete
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}

function CopyAs({ upload, actions }: Pick<ActionMenuProps, "upload" | "actions">) {
  return (
    <MenuSub>
      <MenuSubTrigger icon={Link2}>Copy as</MenuSubTrigger>
      <MenuSubContent>
        {FORMATS.map((format) => (
          <MenuItem key={format} onSelect={() => void actions.copy([upload], format)}>
            {FORMAT_WORDS[format]}
          </MenuItem>
        ))}
      </MenuSubContent>
    </MenuSub>
  );
}
