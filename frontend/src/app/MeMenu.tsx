import { Keyboard, LogOut, Search, Settings } from "lucide-react";

import { FloatingMenu } from "@/components/ui/floating-menu";
import { MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { Opened } from "@/components/ui/useOpener";
import { useNavigate } from "react-router";

import { showOverlay } from "./overlay";
import { leave } from "./signOut";

interface MeMenuProps {
  opened: Opened;
  side: "top" | "bottom";
}

/** What concerns the person, behind their name. */
export default function MeMenu({ opened, side }: MeMenuProps) {
  const navigate = useNavigate();
  return (
    <FloatingMenu opened={opened} side={side} align={side === "top" ? "start" : "end"} className="min-w-[200px]">
      <MenuItem icon={Settings} onSelect={() => void navigate("/settings")}>
        Settings
      </MenuItem>
      <MenuItem icon={Search} kbd="Ctrl K" onSelect={() => { showOverlay("commands"); }}>
        Find and do
      </MenuItem>
      <MenuItem icon={Keyboard} kbd="?" className="coarse:hidden" onSelect={() => { showOverlay("shortcuts"); }}>
        Keyboard
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={LogOut} onSelect={() => void leave()}>
        Sign out
      </MenuItem>
    </FloatingMenu>
  );
}
