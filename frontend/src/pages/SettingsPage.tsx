import type { ComponentType } from "react";

import { useUser } from "@/api/client";
import { PageTop } from "@/components/page-top";
import { TabLinks } from "@/components/ui/tabs";
import { lazyPart } from "@/lib/lazyPart";
import { Navigate, useParams } from "react-router";

const PARTS: readonly { name: string; label: string; Part: ComponentType; admin?: true }[] = [
  { name: "profile", label: "Profile", Part: lazyPart(() => import("./settings/ProfilePage")) },
  { name: "security", label: "Security", Part: lazyPart(() => import("./settings/SecurityPage")) },
  { name: "appearance", label: "Appearance", Part: lazyPart(() => import("./settings/AppearancePage")) },
  { name: "uploads", label: "Uploads", Part: lazyPart(() => import("./settings/UploadsPage")) },
  { name: "tokens", label: "Tokens", Part: lazyPart(() => import("./settings/TokensPage")) },
  { name: "host", label: "Host", Part: lazyPart(() => import("./settings/HostPage")), admin: true },
];

export default function SettingsPage() {
  const { part } = useParams();
  const { is_admin: runsIt } = useUser();
  const parts = PARTS.filter(({ admin }) => !admin || runsIt);
  const chosen = parts.find(({ name }) => name === part);
  if (!chosen) return <Navigate to="/settings/profile" replace />;
  return (
    <>
      <PageTop title="Settings" />
      <TabLinks label="Settings" links={parts.map(({ name, label }) => ({ to: `/settings/${name}`, label }))} />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6 md:px-6">
        <chosen.Part />
      </div>
    </>
  );
}
