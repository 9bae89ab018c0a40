import { Keyboard, LogOut, Settings } from "lucide-react";
import type { ReactNode } from "react";
import { useState } from "react";
import { useNavigate } from "react-router";

import { ConfirmDialog } from "@/components/ui/dialog";
import { Menu, MenuContent, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { signingOutLoses } from "@/features/upload/totals";
import { useQueue } from "@/features/upload/uploads";

import { showShortcuts } from "./shortcutSheet";
import { signOut } from "./signOut";

interface MeMenuProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  side: "top" | "bottom";
  /** What opens it. */
  children: ReactNode;
}

export function MeMenu({ open, onOpenChange, side, children }: MeMenuProps) {
  const navigate = useNavigate();
  const { totals } = useQueue();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Menu open={open} onOpenChange={onOpenChange}>
        {children}
        <MenuContent side={side} align={side === "top" ? "start" : "end"} className="min-w-[200px]">
          <MenuItem icon={Settings} onSelect={() => void navigate("/settings")}>
            Settings
          </MenuItem>
          <MenuItem icon={Keyboard} kbd="?" className="coarse:hidden" onSelect={showShortcuts}>
            Keyboard
          </MenuItem>
          <MenuSeparator />
          <MenuItem
            icon={LogOut}
            onSelect={() => {
              if (signingOutLoses(totals)) setAsking(true);
              else void signOut();
            }}
          >
            Sign out
          </MenuItem>
        </MenuContent>
      </Menu>
      <ConfirmDialog
        open={asking}
        title="Sign out before everything has landed?"
        text="What has not landed is dropped. This can't be undone."
        keep="Stay"
        act="Sign out"
        onAct={() => void signOut()}
        onClose={() => {
          setAsking(false);
        }}
      />
    </>
  );
}
