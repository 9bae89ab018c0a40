import { useUser } from "@/api/client";
import { Button } from "@/components/ui/button";
import { CheckboxRow } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import { Field, PasswordField } from "@/components/ui/field";
import { Segments } from "@/components/ui/segments";
import { Select } from "@/components/ui/select";

import { resetUploadOptions, setUploadOptions, useUploadOptions } from "./options";
import { completed, EXPIRIES, lifeWords, NAMINGS, summary } from "./optionWords";
import type { Convert, Naming, UploadOptions } from "./types";

/** No width that a picture has is over it: so the account's own limit does not hold. */
const ANY_WIDTH = 16_384;

export function OptionsForm() {
  const chosen = useUploadOptions();
  const options = completed(chosen, useUser().upload_defaults);
  return (
    <div className="grid gap-3">
      <h2 className="font-semibold">New files</h2>
      <AccessFields options={options} />
      <NameFields options={options} />
      <ArrivalFields options={options} />
      <div className="flex items-center gap-3 border-t border-line pt-3">
        <p className="min-w-0 flex-1 text-caption text-ink-3">
          {summary(options)}. Kept in this browser, but for a password and a name: they hold for the next upload only.
        </p>
        {Object.keys(chosen).length > 0 && (
          <Button size="sm" onClick={resetUploadOptions}>
            Back to defaults
          </Button>
        )}
      </div>
    </div>
  );
}

interface FieldsProps {
  options: UploadOptions;
}

function AccessFields({ options }: FieldsProps) {
  const lives = EXPIRIES.some(({ seconds }) => seconds === options.expiresIn)
    ? EXPIRIES
    : [...EXPIRIES, { seconds: options.expiresIn ?? null, label: lifeWords(options.expiresIn ?? 0) }];
  return (
    <>
      <Segments
        label="Who sees them"
        value={options.isPublic ? "public" : "private"}
        options={[
          { value: "public", label: "With the link" },
          { value: "private", label: "Only me" },
        ]}
        onChange={(value) => { setUploadOptions({ isPublic: value === "public" }); }}
      />
      <div className="grid grid-cols-2 gap-3">
        <Select
          label="Expires"
          value={String(options.expiresIn)}
          options={lives.map(({ seconds, label }) => ({ value: String(seconds), label }))}
          onChange={({ target: { value } }) => { setUploadOptions({ expiresIn: value === "null" ? null : Number(value) }); }}
        />
        <Field
          label="Views at most"
          type="number"
          min={1}
          placeholder="No limit"
          value={options.maxViews ?? ""}
          onChange={({ target: { value } }) => {
            const views = Math.trunc(Number(value));
            setUploadOptions({ maxViews: views > 0 ? views : null });
          }}
        />
      </div>
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <PasswordField
            label="Password"
            autoComplete="off"
            maxLength={128}
            hint="Whoever has the link also needs it."
            value={options.password ?? ""}
            onChange={({ target: { value } }) => { setUploadOptions({ password: value === "" ? undefined : value }); }}
          />
        </div>
        {options.password && (
          <span className="pt-6.5">
            <CopyButton text={options.password} what="the password" />
          </span>
        )}
      </div>
    </>
  );
}

function NameFields({ options }: FieldsProps) {
  return (
    <div className="grid grid-cols-2 gap-3">
      <Select
        label="Names"
        value={options.naming}
        options={NAMINGS.map(({ value, label, example }) => ({ value, label: `${label}: ${example}` }))}
        onChange={({ target: { value } }) => { setUploadOptions({ naming: value as Naming }); }}
      />
      <Field
        label="Or a name of your own"
        maxLength={100}
        spellCheck={false}
        autoComplete="off"
        hint="For one file."
        value={options.customName ?? ""}
        onChange={({ target: { value } }) => { setUploadOptions({ customName: value.trim() === "" ? undefined : value.trim() }); }}
      />
    </div>
  );
}

function ArrivalFields({ options }: FieldsProps) {
  const converts = options.convert !== undefined && options.convert !== "none";
  return (
    <>
      <CheckboxRow
        label="Leave position, camera and author data in"
        checked={options.keepMetadata === true}
        onChange={(keepMetadata) => { setUploadOptions({ keepMetadata }); }}
      />
      <div className="grid grid-cols-2 gap-3">
        <Select label="Pictures become" value={options.convert} options={CONVERTS} onChange={({ target: { value } }) => { setUploadOptions({ convert: value as Convert }); }} />
        {converts && (
          <Field
            label="Quality"
            type="number"
            min={1}
            max={100}
            value={options.quality ?? ""}
            onChange={({ target: { value } }) => {
              const quality = Math.trunc(Number(value));
              if (quality >= 1 && quality <= 100) setUploadOptions({ quality });
            }}
          />
        )}
        <Select
          label="Big ones smaller"
          value={String(options.maxWidth ?? ANY_WIDTH)}
          options={WIDTHS.map((width) => ({ value: String(width), label: width === ANY_WIDTH ? "As they are" : `${width} pixels wide` }))}
          onChange={({ target: { value } }) => { setUploadOptions({ maxWidth: Number(value) }); }}
        />
      </div>
    </>
  );
}

const WIDTHS = [ANY_WIDTH, 1280, 1920, 2560, 4096];
const CONVERTS = [
  { value: "none", label: "As they are" },
  { value: "webp", label: "WebP" },
  { value: "avif", label: "AVIF" },
  { value: "jpeg", label: "JPEG" },
];
