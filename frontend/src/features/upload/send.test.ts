import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { send } from "./send";

type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void;

let server: Server;
let url: string;
let handler: Handler;

beforeEach(async () => {
  server = createServer((request, response) => {
    // jsdom asks for permission first: its page and this server are two origins.
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "authorization");
    response.setHeader("Access-Control-Expose-Headers", "retry-after");
    if (request.method === "OPTIONS") {
      response.end();
      return;
    }
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      handler(request, Buffer.concat(parts).toString("latin1"), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/uploads`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function ship(onProgress: (loaded: number, total: number) => void = () => undefined) {
  return send({
    url,
    file: new File(["hello"], "a.txt"),
    name: "b.txt",
    options: { isPublic: false, expiresIn: 3_600 },
    token: "tok",
    onProgress,
  });
}

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Handler {
  return (_request, _body, response) => {
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

describe("send", () => {
  it("puts the options before the file and the token into the header", async () => {
    let seen = { authorization: "", body: "" };
    handler = (request, body, response) => {
      seen = { authorization: request.headers.authorization ?? "", body };
      response.writeHead(201).end(JSON.stringify({ id: 7, url: "https://s.example/b.txt" }));
    };
    const outcome = await ship().outcome;
    expect(outcome).toEqual({ kind: "landed", known: false, file: { id: 7, url: "https://s.example/b.txt" } });
    expect(seen.authorization).toBe("Bearer tok");
    expect(seen.body).toMatch(
      /name="is_public"\s+false[\s\S]*name="expires_in"\s+3600[\s\S]*name="reuse"\s+true[\s\S]*name="file"; filename="b\.txt"[\s\S]*hello/,
    );
  });

  it("knows the link that was there from a new one, and from a page of something in between", async () => {
    handler = answer(200, { id: 7, url: "u" });
    expect(await ship().outcome).toEqual({ kind: "landed", known: true, file: { id: 7, url: "u" } });
    handler = answer(200, "<html>Sign in to the network</html>");
    expect(await ship().outcome).toMatchObject({ kind: "refused" });
  });

  it("tells how far it is", async () => {
    handler = answer(201, { id: 1, url: "u" });
    const told: number[] = [];
    await ship((loaded, total) => told.push(loaded / total)).outcome;
    expect(told[told.length - 1]).toBe(1);
  });

  it("hands over what the host says against the file", async () => {
    handler = answer(413, { status: 413, detail: "Too big.", errors: [{ field: "f", message: "m" }] });
    expect(await ship().outcome).toMatchObject({
      kind: "refused",
      problem: { status: 413, detail: "Too big.", errors: [{ field: "f", message: "m" }] },
    });
  });

  it("counts only the status where a proxy answers with a page", async () => {
    handler = answer(413, "<html>too large</html>");
    expect(await ship().outcome).toMatchObject({ kind: "refused", problem: { status: 413 } });
  });

  it.each([
    [401, {}, { kind: "signed-out" }],
    [503, { "Retry-After": "8" }, { kind: "busy", retryAfter: 8 }],
    [429, { "Retry-After": "0" }, { kind: "busy", retryAfter: 0 }],
    [502, {}, { kind: "busy", retryAfter: null }],
  ])("%i with %o", async (status, headers, outcome) => {
    handler = answer(status, {}, headers);
    expect(await ship().outcome).toEqual(outcome);
  });

  it("knows a broken line from an answer", async () => {
    handler = (request) => request.socket.destroy();
    expect(await ship().outcome).toEqual({ kind: "unreachable" });
  });

  it("is silent after abort", async () => {
    let arrived: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    handler = () => {
      arrived();
    };
    const sending = ship();
    let settled = false;
    void sending.outcome.then(() => (settled = true));
    await arrival;
    sending.abort();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(settled).toBe(false);
  });
});
