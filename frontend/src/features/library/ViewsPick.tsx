import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { reasonOf } from "@/lib/problem";

import { setMaxViews } from "./accessActs";
import type { Upload } from "./requests";

const COUNTS = [1, 5, 10, 50];

/** After how many views the file is gone. */
export function ViewsPick({ upload }: { upload: Upload }) {
  const client = useQueryClient();
  const [own, setOwn] = useState<string | null>(null);
  const [error, setError] = useState<string>();
  const { max_views: most, views_left: left } = upload;
  const save = async (views: number | null) => {
    try {
      await setMaxViews(client, upload, views);
      setOwn(null);
      setError(undefined);
    } catch (refused) {
      setError(reasonOf(refused));
    }
  };
  const counts = most === null || COUNTS.includes(most) ? COUNTS : [...COUNTS, most].sort((a, b) => a - b);
  const options = [{ value: "none", label: "No limit" }, ...counts.map((count) => ({ value: String(count), label: String(count) })), { value: "own", label: "A number" }];
  return (
    <div className="grid w-full gap-2 py-0.5">
      <span className="flex items-center gap-2">
        <Select
          label="Views at most"
          className="w-28 [&>label]:sr-only"
          value={own !== null ? "own" : most === null ? "none" : String(most)}
          error={own === null ? error : undefined}
          options={options}
          onChange={({ target: { value } }) => {
            setError(undefined);
            if (value === "own") setOwn(String(most ?? ""));
            else void save(value === "none" ? null : Number(value));
          }}
        />
        {most !== null && left !== null && (
          <span className="text-ink-3">
            {left.toLocaleString()} of {most.toLocaleString()} left
          </span>
        )}
      </span>
      {own !== null && (
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            const views = Math.trunc(Number(own));
            if (views > 0) void save(views);
            else setError("Give a number over 0.");
          }}
        >
          <Field label="Number of views" type="number" min={1} className="w-32" value={own} error={error} onChange={(event) => { setOwn(event.target.value); }} />
          <Button size="md" type="submit">
            Set
          </Button>
        </form>
      )}
    </div>
  );
}
