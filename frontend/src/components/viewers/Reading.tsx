import { Skeleton } from "@/components/ui/states";

/** What is shown while a text, a list or a page is fetched; nothing for the first moment. */
export function Reading() {
  return (
    <div className="size-full min-h-40 p-4" aria-busy>
      <div className="grid w-full gap-2.5">
        {["w-2/5", "w-3/5", "w-1/2", "w-2/3", "w-1/3"].map((width) => (
          <Skeleton key={width} className={`h-3 ${width}`} />
        ))}
      </div>
    </div>
  );
}
