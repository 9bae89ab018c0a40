import { Setting, SettingList, SettingRow } from "@/components/setting";
import { Kbd } from "@/components/ui/kbd";
import { Switch } from "@/components/ui/switch";
import { toast } from "@/components/ui/toast";
import { setPreference, usePreference } from "@/lib/preferences";

export function KeyboardSetting() {
  const on = usePreference("singleKeys");
  const set = (next: boolean) => {
    setPreference("singleKeys", next);
    toast("Saved", {
      undo: () => {
        setPreference("singleKeys", !next);
      },
    });
  };
  return (
    <Setting title="Keyboard" reason="Only for this browser.">
      <SettingList>
        <SettingRow
          title="Single keys act"
          note={
            <span id="single-keys">
              Such as <Kbd className="inline-block! border-line bg-paper text-ink-2">C</Kbd> to copy a link. Turn it off if you speak
              to your computer, or press keys by mistake.
            </span>
          }
          action={<Switch label="Single keys act" describedBy="single-keys" checked={on} onChange={set} />}
        />
      </SettingList>
    </Setting>
  );
}
