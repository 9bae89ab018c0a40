/** The host's names of what it takes out of files, as people call them. */
const WORDS: Readonly<Record<string, string>> = {
  gps: "Position",
  "gps track": "Track of positions",
  camera: "Camera and lens",
  thumbnail: "Embedded preview",
  author: "Author",
  date: "Dates",
  comments: "Comments",
  comment: "Comments",
  software: "Software",
  "maker notes": "Notes of the maker",
  xmp: "XMP data",
  iptc: "IPTC data",
  "document info": "Document information",
};

export function removedWords(name: string): string {
  return WORDS[name.toLowerCase().replace(/_/g, " ")] ?? name.charAt(0).toUpperCase() + name.slice(1);
}

/** "Position and camera removed", "Position and 3 more removed"; empty where nothing went. */
export function removedSentence(names: readonly string[]): string {
  const [first, second] = names.map((name) => removedWords(name).replace(/ and lens$/, ""));
  if (!first) return "";
  if (!second) return `${first} removed`;
  return names.length === 2 ? `${first} and ${second.charAt(0).toLowerCase()}${second.slice(1)} removed` : `${first} and ${names.length - 1} more removed`;
}
