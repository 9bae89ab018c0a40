import { Setting, SettingList, SettingRow } from "@/components/setting";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import type { UploadDefaults } from "@/api/types";

import { useDefaults } from "./useDefaults";

const QUIET = "w-44 flex-none [&>label]:sr-only";
const WIDTHS = [1280, 1920, 2560, 4096];

/** What happens to a file before its link works. */
export function OnArrivalSetting() {
  const { defaults, save } = useDefaults();
  return (
    <Setting title="On arrival" reason="What happens to a file before its link works.">
      <SettingList>
        <SettingRow
          title="Remove position, camera and author data"
          note={<span id="cleaning">No pixel changes.</span>}
          action={
            <Switch
              label="Remove position, camera and author data"
              describedBy="cleaning"
              checked={!defaults.keep_metadata}
              onChange={(on) => void save({ keep_metadata: !on })}
            />
          }
        />
        <SettingRow
          className="max-md:flex-wrap"
          title="When a file can't be cleaned"
          action={
            <Select
              label="When a file can't be cleaned"
              className={QUIET}
              value={defaults.uncleanable}
              options={[
                { value: "keep", label: "Keep it and say so" },
                { value: "refuse", label: "Refuse it" },
              ]}
              onChange={({ target: { value } }) => void save({ uncleanable: value as UploadDefaults["uncleanable"] })}
            />
          }
        />
        <PictureRows />
      </SettingList>
    </Setting>
  );
}

function PictureRows() {
  const { defaults, save } = useDefaults();
  const width = defaults.max_width ?? null;
  const widths = width === null || WIDTHS.includes(width) ? WIDTHS : [...WIDTHS, width];
  return (
    <>
      <SettingRow
        className="max-md:flex-wrap"
        title="Convert pictures"
        note={defaults.convert ? `Quality ${defaults.quality} of 100` : "They stay as they are"}
        action={
          <Select
            label="Convert pictures"
            className={QUIET}
            value={defaults.convert ?? "none"}
            options={[
              { value: "none", label: "As they are" },
              { value: "webp", label: "WebP" },
              { value: "avif", label: "AVIF" },
              { value: "jpeg", label: "JPEG" },
            ]}
            onChange={({ target: { value } }) => void save({ convert: value === "none" ? null : (value as "webp" | "avif" | "jpeg") })}
          />
        }
      />
      <SettingRow
        className="max-md:flex-wrap"
        title="Make big pictures smaller"
        action={
          <Select
            label="Make big pictures smaller"
            className={QUIET}
            value={String(width)}
            options={[{ value: "null", label: "As they are" }, ...widths.map((pixels) => ({ value: String(pixels), label: `Over ${pixels} pixels` }))]}
            onChange={({ target: { value } }) => void save({ max_width: value === "null" ? null : Number(value) })}
          />
        }
      />
    </>
  );
}
