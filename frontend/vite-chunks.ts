import type { Rolldown } from "vite";

type Graph = Parameters<Rolldown.CodeSplittingNameFunction>[1];

/** What a signed-in page begins with: it comes as one file, which packs better than thirty small ones. */
const STARTS = [/\/src\/app\/Shell\.tsx$/, /\/src\/pages\/LibraryPage\.tsx$/];
const ENTRY = /\/src\/main\.tsx$|\/index\.html$/;

/** The chunk of a module that every page needs, or that the first page of an account needs at once and guests do not. */
export function chunkOf(): Rolldown.CodeSplittingNameFunction {
  const ofAll = new Map<string, boolean>();
  const ofAccount = new Map<string, boolean>();
  return (id, graph) => {
    if (importedBy([ENTRY], id, graph, ofAll)) return "index";
    return importedBy(STARTS, id, graph, ofAccount) ? "library" : null;
  };
}

/** Whether one of these modules is this one, or imports it, by however many steps; what is imported later does not count. */
function importedBy(starts: readonly RegExp[], id: string, graph: Graph, known: Map<string, boolean>): boolean {
  const before = known.get(id);
  if (before !== undefined) return before;
  known.set(id, false); // circles end here
  const found =
    starts.some((start) => start.test(id)) ||
    (graph.getModuleInfo(id)?.importers ?? []).some((importer) => importedBy(starts, importer, graph, known));
  known.set(id, found);
  return found;
}
