import { describe, expect, it } from "vitest";

import { formatDate } from "@/lib/format";

import {
  clearFilters,
  countFilters,
  dateWords,
  filtersOf,
  forgetMonth,
  readSearch,
  takeFilters,
  takeTyped,
  typeWords,
  writeSearch,
} from "./search";

const read = (query: string) => readSearch(new URLSearchParams(query));
const now = new Date(2026, 10, 24, 9, 41);

describe("the search in the address", () => {
  it("is plain where nothing is asked", () => {
    expect(writeSearch(read("")).toString()).toBe("");
    expect(read("")).toEqual({
      q: "",
      type: null,
      ending: null,
      date: null,
      isPublic: null,
      sort: "newest",
      view: "grid",
      month: null,
    });
  });

  it.each([
    "q=atlas&type=image&date=7d&is=private&sort=largest&view=list",
    "type=png&sort=name",
    "from=2026-11-01&to=2026-11-20",
    "sort=oldest&from_month=2026-05",
    "q=%E3%82%B9%20%26%20%3D",
  ])("survives the round trip: %s", (query) => {
    const search = read(query);
    expect(readSearch(writeSearch(search))).toEqual(search);
  });

  it("ignores what it does not know", () => {
    expect(read("type=sandwich&sort=best&is=maybe&view=wall&date=never&from=soon&from_month=2026-13")).toEqual(read(""));
    expect(read("sort=name&from_month=2026-05")).toEqual(read("sort=name"));
  });
});

describe("the month that a list begins at", () => {
  it("ends the filters there", () => {
    expect(filtersOf(read("type=image&from_month=2026-05"), now)).toEqual({ type: "image", to: new Date(2026, 5, 1).toISOString() });
  });

  it("stays in another view and goes with another list", () => {
    const search = read("q=atlas&from_month=2026-05");
    expect(forgetMonth({ ...search, view: "list" }, search).month).toBe("2026-05");
    expect(forgetMonth({ ...search, month: "2026-04" }, search).month).toBe("2026-04");
    expect(forgetMonth({ ...search, q: "atl" }, search).month).toBeNull();
    expect(forgetMonth({ ...search, sort: "oldest" }, search).month).toBeNull();
  });
});

describe("filtersOf", () => {
  it("searches from the second character on", () => {
    expect(filtersOf(read("q=a"), now)).toEqual({});
    expect(filtersOf(read("q=at"), now)).toEqual({ q: "at" });
  });

  it("takes an ending for a part of the name", () => {
    expect(filtersOf(read("type=png"), now)).toEqual({ q: ".png" });
    expect(filtersOf(read("q=atlas&type=png"), now)).toEqual({ q: "atlas .png" });
  });

  it("counts days from local midnight", () => {
    expect(filtersOf(read("date=today"), now).from).toBe(new Date(2026, 10, 24).toISOString());
    expect(filtersOf(read("date=7d"), now).from).toBe(new Date(2026, 10, 18).toISOString());
  });

  it("includes the last day of a range", () => {
    expect(filtersOf(read("from=2026-11-01&to=2026-11-20"), now)).toEqual({
      from: new Date(2026, 10, 1).toISOString(),
      to: new Date(2026, 10, 21).toISOString(),
    });
  });

  it("tells public from private from both", () => {
    expect(filtersOf(read("is=private"), now)).toEqual({ is_public: false });
    expect(filtersOf(read("is=public"), now)).toEqual({ is_public: true });
  });
});

describe("takeTyped", () => {
  const after = (typed: string) => {
    const { search, left } = takeTyped(read(""), typed);
    return { q: search.q, type: search.type ?? search.ending, left };
  };

  it("neither searches nor filters by a word that is still being typed", () => {
    expect(after("atlas type:p")).toEqual({ q: "atlas", type: null, left: "atlas type:p" });
    expect(after("type:")).toEqual({ q: "", type: null, left: "type:" });
  });

  it("takes it once a space has ended it, and leaves the field ready for the next word", () => {
    expect(after("atlas type:png ")).toEqual({ q: "atlas", type: "png", left: "atlas " });
    expect(after("type:png ")).toEqual({ q: "", type: "png", left: "" });
    expect(after("type:png before:2026-11 bin")).toEqual({ q: "bin", type: "png", left: "bin" });
  });

  it("leaves what filters nothing as it was typed", () => {
    expect(after("two  words ")).toEqual({ q: "two words", type: null, left: "two  words " });
    expect(after("type:? ")).toEqual({ q: "type:?", type: null, left: "type:? " });
  });
});

describe("takeFilters", () => {
  it("turns typed words into filters", () => {
    const search = takeFilters({ ...read(""), q: "atlas type:image is:private after:2026-11" });
    expect(search).toMatchObject({
      q: "atlas",
      type: "image",
      isPublic: false,
      date: { from: "2026-11-01" },
    });
  });

  it("takes an ending in the place of a type", () => {
    const png = takeFilters({ ...read("type=image"), q: "type:png" });
    expect(png).toMatchObject({ q: "", type: null, ending: "png" });
    expect(countFilters(png)).toBe(1);
    expect(takeFilters({ ...png, q: "type:video" })).toMatchObject({ type: "video", ending: null });
  });

  it("ends before a month or a day with the day before it", () => {
    expect(takeFilters({ ...read(""), q: "before:2026-11" }).date).toEqual({ to: "2026-10-31" });
    expect(takeFilters({ ...read(""), q: "before:2026-03-01" }).date).toEqual({
      to: "2026-02-28",
    });
  });

  it("leaves alone what it does not understand", () => {
    const q = "type:sandwich is:it before:noon http://a.example";
    expect(takeFilters({ ...read(""), q }).q).toBe(q);
  });
});

describe("filters", () => {
  it("are counted and cleared without the words searched for", () => {
    const search = read("q=atlas&type=image&date=7d&is=private&sort=name");
    expect(countFilters(search)).toBe(3);
    expect(clearFilters(search)).toEqual(read("q=atlas&sort=name"));
  });

  it("are said in words", () => {
    expect(dateWords("7d")).toBe("Last 7 days");
    const day = (date: number) => formatDate(new Date(2026, 10, date));
    expect(dateWords({ from: "2026-11-01" })).toBe(`Since ${day(1)}`);
    expect(dateWords({ to: "2026-11-01" })).toBe(`Until ${day(1)}`);
    expect(dateWords({ from: "2026-11-01", to: "2026-11-02" })).toBe(`${day(1)} – ${day(2)}`);
    expect(typeWords(read("type=image"))).toBe("Pictures");
    expect(typeWords(read("type=png"))).toBe("PNG");
    expect(typeWords(read(""))).toBeNull();
  });
});
