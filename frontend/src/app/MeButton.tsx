import type { ReactNode } from "react";

import type { User } from "@/api/types";
import { MenuButton } from "@/components/ui/menu-button";
import { lazyPart } from "@/lib/lazyPart";

const loadMenu = () => import("./MeMenu");
const MeMenu = lazyPart(loadMenu);

interface MeButtonProps {
  user: User;
  side: "top" | "bottom";
  className: string;
  children: ReactNode;
}

/** The person's name; it opens what concerns them. */
export function MeButton({ user, side, className, children }: MeButtonProps) {
  return (
    <MenuButton
      aria-label={`${user.username}: your account`}
      className={className}
      onNear={() => void loadMenu()}
      menu={(opened) => <MeMenu opened={opened} side={side} />}
    >
      {children}
    </MenuButton>
  );
}
