import { afterEach, describe, expect, it, vi } from "vitest";

import { fieldErrorsOf, hasStatus, Problem, problemOf, reasonOf, UNREACHABLE } from "./problem";

afterEach(() => {
  vi.useRealTimers();
});

describe("problemOf", () => {
  it("reads problem+json", () => {
    const problem = problemOf(422, {
      type: "about:blank",
      title: "Unprocessable Content",
      status: 422,
      detail: "Two fields are wrong.",
      errors: [
        { field: "username", message: "Choose another." },
        { field: "body.email", message: "This is no e-mail address." },
        { field: "username", message: "A second sentence about the same." },
      ],
    });
    expect(problem.detail).toBe("Two fields are wrong.");
    expect(fieldErrorsOf(problem)).toEqual({ username: "Choose another.", email: "This is no e-mail address." });
    expect(reasonOf(problem)).toBe("Choose another.");
    expect(hasStatus(problem, 409, 422)).toBe(true);
  });

  it("takes whatever else comes", () => {
    for (const body of [null, undefined, "<html>", 3, [], { detail: 4, errors: "none" }, { errors: [null, {}] }]) {
      const problem = problemOf(502, body);
      expect(problem.status).toBe(502);
      expect(reasonOf(problem)).toMatch(/^Something broke on the host\./);
    }
  });
});

describe("reasonOf", () => {
  it("names the number of an error that only the log explains", () => {
    expect(reasonOf(problemOf(500, { error_id: "e-7f3a91" }))).toBe("Something broke on the host. Number e-7f3a91, for whoever runs it.");
  });

  it("says how long to wait, and until when", () => {
    vi.useFakeTimers({ now: new Date(2026, 10, 24, 10, 45, 10) });
    expect(reasonOf(problemOf(429, null, "710"))).toBe("Too many tries. Wait 12 minutes, until 10:57 AM.");
    expect(reasonOf(problemOf(429, null, "8"))).toBe("Too many tries. Wait 8 seconds.");
    expect(reasonOf(problemOf(429, null))).toBe("Too many tries. Wait a moment.");
    expect(reasonOf(problemOf(429, null, new Date(2026, 10, 24, 10, 45, 14).toUTCString()))).toBe("Too many tries. Wait 4 seconds.");
  });

  it("tells being offline from a host that is away", () => {
    const away = new Problem({ status: UNREACHABLE });
    expect(reasonOf(away)).toMatch(/^The host can't be reached\./);
    vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
    expect(reasonOf(away)).toMatch(/^You are offline\./);
  });

  it("gives the server's own sentence where it has one", () => {
    expect(reasonOf(problemOf(409, { detail: "“plotter-night” is taken." }))).toBe("“plotter-night” is taken.");
    expect(reasonOf(problemOf(507, { detail: "You have 640 MB left." }))).toBe("You have 640 MB left.");
  });

  it("never shows the words of a bug", () => {
    expect(reasonOf(new TypeError("undefined is not a function"))).toBe("Something broke here. Load the page again.");
  });
});
