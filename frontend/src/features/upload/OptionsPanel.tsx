import { FloatingPanel } from "@/components/ui/floating-panel";
import type { Opened } from "@/components/ui/useOpener";

import { OptionsForm } from "./OptionsForm";

/** How files are sent: who sees them, until when, and what is done to them before. */
export default function OptionsPanel({ opened }: { opened: Opened }) {
  return (
    <FloatingPanel opened={opened} align="end" className="max-h-[min(620px,80dvh)] w-[min(360px,calc(100vw-16px))] overflow-y-auto p-4">
      <OptionsForm />
    </FloatingPanel>
  );
}
