import type { ComponentType } from "react";

import { PageTop } from "@/components/page-top";
import { TabLinks } from "@/components/ui/tabs";
import { lazyPart } from "@/lib/lazyPart";
import { Navigate, useParams } from "react-router";

const PARTS: readonly { name: string; label: string; Part: ComponentType }[] = [
  { name: "profile", label: "Profile", Part: lazyPart(() => import("./settings/ProfilePage")) },
  { name: "security", label: "Security", Part: lazyPart(() => import("./settings/SecurityPage")) },
  { name: "appearance", label: "Appearance", Part: lazyPart(() => import("./settings/AppearancePage")) },
  { name: "tokens", label: "Tokens", Part: lazyPart(() => import("./settings/TokensPage")) },
];
const LINKS = PARTS.map(({ name, label }) => ({ to: `/settings/${name}`, label }));

export default function SettingsPage() {
  const { part } = useParams();
  const chosen = PARTS.find(({ name }) => name === part);
  if (!chosen) return <Navigate to="/settings/profile" replace />;
  return (
    <>
      <PageTop title="Settings" />
      <TabLinks label="Settings" links={LINKS} />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6 md:px-6">
        <chosen.Part />
      </div>
    </>
  );
}
