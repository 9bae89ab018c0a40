import { FloatingPanel } from "@/components/ui/floating-panel";
import { Segments } from "@/components/ui/segments";
import { Select } from "@/components/ui/select";
import type { Opened } from "@/components/ui/useOpener";

import { EXPIRIES, setUploadOptions, useUploadOptions } from "./options";

/** How files are sent: who sees them, and until when. */
export default function OptionsPanel({ opened }: { opened: Opened }) {
  const options = useUploadOptions();
  return (
    <FloatingPanel opened={opened} align="end" className="w-[264px] p-4">
      <h2 className="mb-2 font-semibold">New files</h2>
      <div className="grid gap-3">
        <Segments
          label="Who sees them"
          size="sm"
          value={options.isPublic ? "public" : "private"}
          options={[
            { value: "public", label: "With the link" },
            { value: "private", label: "Only me" },
          ]}
          onChange={(value) => {
            setUploadOptions({ isPublic: value === "public" });
          }}
        />
        <Select
          label="Expires"
          value={String(options.expiresIn)}
          options={EXPIRIES.map(({ seconds, label }) => ({ value: String(seconds), label }))}
          onChange={(event) => {
            const { value } = event.target;
            setUploadOptions({ expiresIn: value === "null" ? null : Number(value) });
          }}
        />
      </div>
      <p className="mt-3 text-caption text-ink-3">Kept in this browser, for what you send next.</p>
    </FloatingPanel>
  );
}
