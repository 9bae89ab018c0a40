import { describe, expect, it } from "vitest";

import { linkAs, splitLink } from "./links";

const picture = {
  url: "https://shots.example/k3Vq.png?a=1&b=2",
  original_filename: 'a [b] "c" <d>.png',
  mime_type: "image/png",
};
const archive = { url: "https://s.example/x.zip", original_filename: "x.zip", mime_type: "application/zip" };

describe("linkAs", () => {
  it("gives the plain address", () => {
    expect(linkAs(picture, "url")).toBe(picture.url);
  });

  it("escapes names for Markdown, HTML and BBCode", () => {
    expect(linkAs(picture, "markdown")).toBe(`![a \\[b\\] "c" <d>.png](${picture.url})`);
    expect(linkAs(picture, "html")).toBe(
      '<img src="https://shots.example/k3Vq.png?a=1&amp;b=2" alt="a [b] &quot;c&quot; &lt;d&gt;.png">',
    );
    expect(linkAs(picture, "bbcode")).toBe(`[img]${picture.url}[/img]`);
  });

  it("links what is no picture", () => {
    expect(linkAs(archive, "markdown")).toBe("[x.zip](https://s.example/x.zip)");
    expect(linkAs(archive, "html")).toBe('<a href="https://s.example/x.zip">x.zip</a>');
    expect(linkAs(archive, "bbcode")).toBe("[url=https://s.example/x.zip]x.zip[/url]");
  });
});

describe("splitLink", () => {
  it("parts the host from the name", () => {
    expect(splitLink("https://shots.example/k3Vq.png")).toEqual({ host: "shots.example", path: "k3Vq.png" });
    expect(splitLink("http://localhost:8000/u/mara/a.txt")).toEqual({
      host: "localhost:8000",
      path: "u/mara/a.txt",
    });
    expect(splitLink("https://shots.example")).toEqual({ host: "shots.example", path: "" });
  });
});
