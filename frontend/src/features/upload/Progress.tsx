interface ProgressProps {
  /** 0–1 */
  fraction: number;
  held?: boolean;
  label: string;
}

/** A hairline that fills, with a dot at its end; moves evenly between two figures. */
export function Progress({ fraction, held = false, label }: ProgressProps) {
  const percent = Math.round(fraction * 100);
  const colour = held ? "bg-edge" : "bg-signal";
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="relative h-0.5 bg-line"
    >
      <div
        className={`absolute inset-0 origin-left transition-transform duration-250 ease-linear rtl:origin-right motion-reduce:transition-none ${colour}`}
        style={{ transform: `scaleX(${fraction})` }}
      />
      <div
        className="absolute inset-0 transition-transform duration-250 ease-linear motion-reduce:transition-none"
        style={{ transform: `translateX(${fraction * 100}%)` }}
      >
        <span className={`absolute -start-[3px] -top-0.5 size-1.5 rounded-full ${colour}`} />
      </div>
    </div>
  );
}
