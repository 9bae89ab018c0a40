import { describe, expect, it } from "vitest";

import { addressOf, largePicturesOf, pictureOf, SignedLinks, thumbnailOf } from "./picture";

const now = 1_000_000_000;
const file = {
  id: 1,
  url: "https://s.example/a.png",
  signed_url: null as string | null,
  thumbnail_url: "https://s.example/a.png" as string | null,
  mime_type: "image/png",
  file_size: 1_000,
  is_public: true,
};
const signed = (secondsLeft: number, mark: string) =>
  `https://s.example/a.png?until=${now / 1_000 + secondsLeft}&signature=${mark}`;

describe("pictureOf", () => {
  it("is the plain address of a public picture", () => {
    expect(pictureOf(file, new SignedLinks(), now)).toBe(file.url);
  });

  it("is nothing for what is too large or no browser draws", () => {
    expect(pictureOf({ ...file, file_size: 9_000_000 }, new SignedLinks(), now)).toBeNull();
    expect(pictureOf({ ...file, mime_type: "image/heic" }, new SignedLinks(), now)).toBeNull();
    expect(pictureOf({ ...file, mime_type: "video/mp4" }, new SignedLinks(), now)).toBeNull();
  });

  it("keeps a signed link while it holds and takes the new one before it ends", () => {
    const links = new SignedLinks();
    const kept = (secondsLeft: number, mark: string, at = now) =>
      pictureOf({ ...file, is_public: false, thumbnail_url: signed(secondsLeft, mark) }, links, at);
    expect(kept(900, "one")).toContain("one");
    expect(kept(900, "two")).toContain("one");
    expect(kept(1_800, "three", now + 850_000)).toContain("three");
    links.forget(file.url);
    expect(kept(900, "four")).toContain("four");
  });

  it("is nothing where the host has none", () => {
    expect(pictureOf({ ...file, thumbnail_url: null }, new SignedLinks(), now)).toBeNull();
  });
});

describe("a picture by the host", () => {
  const made = "https://s.example/t/a.webp";
  const film = { ...file, thumbnail_url: made, mime_type: "video/mp4", file_size: 9_000_000, has_password: false };

  it("is there for any kind and size of file", () => {
    expect(pictureOf(film, new SignedLinks(), now)).toBe(made);
    expect(thumbnailOf(film, new SignedLinks(), now)).toBe(`${made}?size=640`);
    expect(thumbnailOf({ ...film, thumbnail_url: `${made}?until=1&signature=x` }, new SignedLinks(), now)).toBe(`${made}?until=1&signature=x&size=640`);
    expect(thumbnailOf({ ...file, thumbnail_url: file.url }, new SignedLinks(), now)).toBeNull();
  });

  it("stands in for what no browser draws, larger where nothing guards it", () => {
    const photo = { ...film, url: "https://s.example/a.heic", mime_type: "image/heic" };
    const sources = (change: object) => largePicturesOf({ ...photo, ...change }, "source", new SignedLinks(), now);
    expect(sources({})).toEqual(["https://s.example/a.heic?w=1920", `${made}?size=640`]);
    expect(sources({ is_public: false })).toEqual([`${made}?size=640`]);
    expect(sources({ has_password: true })).toEqual([`${made}?size=640`]);
    expect(sources({ mime_type: "image/png", thumbnail_url: null })).toEqual(["source"]);
  });
});

describe("addressOf", () => {
  it("marks the owner's look as a preview", () => {
    expect(addressOf(file, new SignedLinks(), now)).toBe("https://s.example/a.png?preview");
    const own = { ...file, is_public: false, signed_url: signed(900, "one") };
    expect(addressOf(own, new SignedLinks(), now)).toBe(`${signed(900, "one")}&preview`);
  });
});
