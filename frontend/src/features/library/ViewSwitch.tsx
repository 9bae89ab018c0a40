import { LayoutGrid, List } from "lucide-react";

import { Segments } from "@/components/ui/segments";

import type { Search } from "./search";

export function ViewSwitch({ search, onSearch }: { search: Search; onSearch: (search: Search) => void }) {
  return (
    <Segments
      label="View"
      value={search.view}
      onChange={(view) => {
        onSearch({ ...search, view });
      }}
      options={[
        { value: "grid", label: "Grid", icon: LayoutGrid },
        { value: "list", label: "List", icon: List },
      ]}
    />
  );
}
