import { Setting } from "@/components/setting";
import { cx } from "@/lib/cx";
import { setPreference, usePreference } from "@/lib/preferences";

const THEMES = [
  { value: "system", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
] as const;

export function ThemeSetting() {
  const chosen = usePreference("theme");
  return (
    <Setting title="Appearance" reason="Only for this browser.">
      <fieldset className="flex gap-3">
        <legend className="sr-only">Theme</legend>
        {THEMES.map(({ value, label }) => (
          <label key={value} className="w-1/3 max-w-[132px]">
            <input
              type="radio"
              name="theme"
              className="peer sr-only"
              checked={value === chosen}
              onChange={() => {
                setPreference("theme", value);
              }}
            />
            <Picture theme={value} chosen={value === chosen} />
            <span className={cx(value === chosen && "font-medium")}>{label}</span>
          </label>
        ))}
      </fieldset>
    </Setting>
  );
}

/** A window of that theme. `color-scheme` on the drawing makes the tokens take that theme's side. */
function Picture({ theme, chosen }: { theme: (typeof THEMES)[number]["value"]; chosen: boolean }) {
  return (
    <span
      aria-hidden
      className={cx(
        "relative mb-1.5 block overflow-hidden rounded-md border border-line peer-focus-visible:outline-2 peer-focus-visible:outline-offset-4 peer-focus-visible:outline-ink",
        chosen && "outline-2 outline-offset-2 outline-ink",
      )}
    >
      <Window scheme={theme === "dark" ? "dark" : "light"} />
      {theme === "system" && (
        <span className="absolute inset-0 [clip-path:inset(0_0_0_50%)]">
          <Window scheme="dark" />
        </span>
      )}
    </span>
  );
}

function Window({ scheme }: { scheme: "light" | "dark" }) {
  return (
    <svg viewBox="0 0 132 78" className="block w-full" style={{ colorScheme: scheme }}>
      <path d="M0 0h132v78H0z" className="fill-paper" />
      <path d="M0 0h30v78H0z" className="fill-ground" />
      <path d="M30.5 0v78M30 20.5h102" className="stroke-line" />
      <path d="M8 12h12M8 22h16M8 32h12" className="stroke-ink-2 [stroke-width:2]" />
      <path d="M38 28h36v22H38zM80 28h24v22H80z" className="fill-sunk stroke-line" />
      <path d="M30 64.5h102" className="stroke-ink [stroke-width:1.4]" />
      <circle cx="66" cy="64.5" r="3.4" className="fill-signal" />
    </svg>
  );
}
