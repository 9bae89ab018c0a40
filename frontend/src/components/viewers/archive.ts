export interface ArchiveEntry {
  path: string;
  /** Bytes, unpacked. */
  size: number;
  modified: string | null;
  is_folder: boolean;
}

export interface ArchiveContents {
  entries: readonly ArchiveEntry[];
  /** Of all entries, also where the list is cut. */
  count: number;
  is_cut: boolean;
}

export interface ArchiveNode {
  name: string;
  path: string;
  isFolder: boolean;
  /** Of a folder: of all that lies in it. */
  size: number;
  files: number;
  modified: string | null;
  children: readonly ArchiveNode[];
}

export interface ArchiveRow {
  node: ArchiveNode;
  depth: number;
}

interface Growing extends Omit<ArchiveNode, "children"> {
  children: Map<string, Growing>;
}

const collator = new Intl.Collator(undefined, { numeric: true });

/** The paths of an archive as a tree. Folders that only paths tell of are there too; of a path that comes twice the last one counts. */
export function treeOf(entries: readonly ArchiveEntry[]): ArchiveNode {
  const root = folder("", "");
  for (const entry of entries) {
    const parts = entry.path.split(/[\\/]/).filter((part) => part !== "" && part !== ".");
    const name = parts.pop();
    if (name === undefined) continue;
    const parent = parts.reduce((at, part) => childFolder(at, part), root);
    if (entry.is_folder) childFolder(parent, name).modified = entry.modified;
    else if (!parent.children.get(name)?.isFolder) {
      const path = join(parent.path, name);
      parent.children.set(name, { name, path, isFolder: false, size: entry.size, files: 1, modified: entry.modified, children: new Map() });
    }
  }
  return summed(root);
}

/** What is in sight: the entries of every open folder. */
export function rowsOf(root: ArchiveNode, open: ReadonlySet<string>): ArchiveRow[] {
  const rows: ArchiveRow[] = [];
  const walk = (node: ArchiveNode, depth: number) => {
    for (const child of node.children) {
      rows.push({ node: child, depth });
      if (child.isFolder && open.has(child.path)) walk(child, depth + 1);
    }
  };
  walk(root, 0);
  return rows;
}

/** What a search leaves: whatever has it in its name, with the folders that lead there. */
export function found(root: ArchiveNode, sought: string): ArchiveRow[] {
  const wanted = sought.trim().toLowerCase();
  const walk = (node: ArchiveNode, depth: number): ArchiveRow[] =>
    node.children.flatMap((child) => {
      const below = walk(child, depth + 1);
      const hit = child.name.toLowerCase().includes(wanted) || (wanted.includes("/") && child.path.toLowerCase().includes(wanted));
      return hit || below.length > 0 ? [{ node: child, depth }, ...below] : [];
    });
  return walk(root, 0);
}

/** The folders that are open at first: all of few; of many the chain of those that hold nothing but one folder. */
export function openAtFirst(root: ArchiveNode, count: number): Set<string> {
  const open = new Set<string>();
  const walk = (node: ArchiveNode) => {
    const folders = node.children.filter((child) => child.isFolder);
    if (count > FEW && node.children.length !== 1) return;
    for (const child of folders) {
      open.add(child.path);
      walk(child);
    }
  };
  walk(root);
  return open;
}

const FEW = 40;

function folder(name: string, path: string): Growing {
  return { name, path, isFolder: true, size: 0, files: 0, modified: null, children: new Map() };
}

function childFolder(parent: Growing, name: string): Growing {
  const known = parent.children.get(name);
  if (known?.isFolder) return known;
  const made = folder(name, join(parent.path, name));
  parent.children.set(name, made);
  return made;
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}/${name}`;
}

function summed(node: Growing): ArchiveNode {
  if (!node.isFolder) return { ...node, children: [] };
  const children = [...node.children.values()]
    .map(summed)
    .sort((a, b) => Number(b.isFolder) - Number(a.isFolder) || collator.compare(a.name, b.name));
  const sum = (of: (child: ArchiveNode) => number) => children.reduce((total, child) => total + of(child), 0);
  return { ...node, size: sum((child) => child.size), files: sum((child) => child.files), children };
}
