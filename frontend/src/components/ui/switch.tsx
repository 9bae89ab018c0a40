import { cx } from "@/lib/cx";

interface SwitchProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  label: string;
  /** The id of what explains it. */
  describedBy?: string;
  disabled?: boolean;
}

/** Acts at once; who uses it says so, with an undo. */
export function Switch({ checked, onChange, label, describedBy, disabled = false }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={checked}
      aria-label={label}
      aria-describedby={describedBy}
      disabled={disabled}
      className={cx(
        "relative h-[18px] w-[30px] flex-none rounded-full border after:absolute after:top-[3px] after:size-2.5 after:rounded-full after:transition-[inset-inline-start] after:duration-(--fast)",
        "before:absolute before:-inset-x-2 before:-inset-y-[3px] coarse:before:-inset-y-3.5",
        checked ? "border-ink bg-ink after:start-[15px] after:bg-paper" : "border-edge bg-raised after:start-[3px] after:bg-edge",
      )}
      onClick={() => {
        onChange(!checked);
      }}
    />
  );
}
