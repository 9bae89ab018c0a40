import { Setting } from "@/components/setting";
import { Segments } from "@/components/ui/segments";
import { Select } from "@/components/ui/select";

import { EXPIRIES, lifeWords, NAMINGS } from "./optionWords";
import type { Naming } from "./types";
import { useDefaults } from "./useDefaults";

/** Where new files land, under which names, for whom and until when. */
export function NewFilesSetting() {
  const { defaults, save } = useDefaults();
  const life = defaults.expires_in ?? null;
  const lives = EXPIRIES.some(({ seconds }) => seconds === life) ? EXPIRIES : [...EXPIRIES, { seconds: life, label: lifeWords(life ?? 0) }];
  return (
    <Setting title="New files" reason="Wherever they come from. What an upload says itself goes before.">
      <div className="grid gap-x-5 gap-y-3.5 md:grid-cols-2">
        <Select label="Links on" mono value={location.host} options={[{ value: location.host, label: location.host }]} onChange={() => undefined} />
        <Select
          label="Names"
          value={defaults.naming}
          options={NAMINGS.map(({ value, label, example }) => ({ value, label: `${label}: ${example}` }))}
          onChange={({ target: { value } }) => void save({ naming: value as Naming })}
        />
        <div>
          <p aria-hidden className="mb-1 font-medium">
            Who can open them
          </p>
          <Segments
            label="Who can open them"
            className="w-full!"
            value={defaults.is_public ? "public" : "private"}
            options={[
              { value: "public", label: "Anyone with the link" },
              { value: "private", label: "Only me" },
            ]}
            onChange={(value) => void save({ is_public: value === "public" })}
          />
        </div>
        <Select
          label="Files disappear"
          value={String(life)}
          options={lives.map(({ seconds, label }) => ({ value: String(seconds), label }))}
          onChange={({ target: { value } }) => void save({ expires_in: value === "null" ? null : Number(value) })}
        />
      </div>
    </Setting>
  );
}
