import { Menu, MenuContent, MenuItem, MenuTrigger } from "@/components/ui/menu";

import type { Actions } from "./actions";
import { FORMAT_WORDS, FORMATS } from "./links";
import type { Upload } from "./requests";

interface FormatMenuProps {
  uploads: readonly Upload[];
  actions: Actions;
  onClose: () => void;
}

/** Shift C: the same links in the language of the place where they will be pasted. */
export function FormatMenu({ uploads, actions, onClose }: FormatMenuProps) {
  return (
    <Menu open onOpenChange={(open) => { if (!open) onClose(); }}>
      <MenuTrigger asChild>
        <span aria-hidden className="fixed top-1/3 left-1/2 size-0" />
      </MenuTrigger>
      <MenuContent align="center" aria-label="Copy as">
        {FORMATS.map((format) => (
          <MenuItem key={format} onSelect={() => void actions.copy(uploads, format)}>
            Copy as {FORMAT_WORDS[format]}
          </MenuItem>
        ))}
      </MenuContent>
    </Menu>
  );
}
