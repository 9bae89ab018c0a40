import { Outlet } from "react-router";

import { PageTop } from "@/components/page-top";
import { TabLinks } from "@/components/ui/tabs";

const PARTS = [
  { to: "/settings/profile", label: "Profile" },
  { to: "/settings/security", label: "Security" },
  { to: "/settings/appearance", label: "Appearance" },
  { to: "/settings/tokens", label: "Tokens" },
];

export default function SettingsPage() {
  return (
    <>
      <PageTop title="Settings" />
      <TabLinks label="Settings" links={PARTS} />
      <div className="min-h-0 flex-1 overflow-y-auto px-4 pb-6 md:px-6">
        <Outlet />
      </div>
    </>
  );
}
