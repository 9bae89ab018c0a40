import { fieldsOf } from "./fields";
import type { LandedFile, Outcome, Problem, UploadOptions } from "./types";

export interface Shipment {
  url: string;
  file: File;
  name: string;
  options: UploadOptions;
  token: string | null;
  onProgress: (loaded: number, total: number) => void;
}

export interface Sending {
  outcome: Promise<Outcome>;
  /** Ends the request; the outcome then never settles, for nobody waits for it any more. */
  abort: () => void;
}

/** A line that has carried nothing for this long is dead, whatever the operating system believes. */
const STALL_MS = 30_000;

/**
 * Sends one file as multipart/form-data. The options come before the file, so that the server can
 * refuse before it has read a byte of it. XMLHttpRequest, because fetch tells no upload progress.
 */
export function send(shipment: Shipment): Sending {
  const request = new XMLHttpRequest();
  let stalled: ReturnType<typeof setTimeout> | undefined;
  let settle: (outcome: Outcome) => void = () => undefined;
  const outcome = new Promise<Outcome>((resolve) => {
    settle = (result) => {
      clearTimeout(stalled);
      resolve(result);
    };
  });
  const watchForStall = () => {
    clearTimeout(stalled);
    stalled = setTimeout(() => {
      settle({ kind: "unreachable" });
      request.abort();
    }, STALL_MS);
  };

  request.upload.onprogress = (event) => {
    watchForStall();
    shipment.onProgress(event.loaded, event.total);
  };
  // All bytes are out: hashing and fsync on the host may take their time.
  request.upload.onload = () => {
    clearTimeout(stalled);
  };
  request.onload = () => {
    settle(outcomeOf(request));
  };
  request.onerror = () => {
    settle({ kind: "unreachable" });
  };
  request.open("POST", shipment.url);
  request.setRequestHeader("Accept", "application/json");
  if (shipment.token) request.setRequestHeader("Authorization", `Bearer ${shipment.token}`);
  request.send(formOf(shipment));

  return {
    outcome,
    abort: () => {
      clearTimeout(stalled);
      request.onload = null;
      request.onerror = null;
      request.abort();
    },
  };
}

function formOf({ file, name, options }: Shipment): FormData {
  const form = new FormData();
  for (const [field, value] of fieldsOf(options)) form.append(field, value);
  form.append("file", file, name);
  return form;
}

function outcomeOf(request: XMLHttpRequest): Outcome {
  const { status } = request;
  const body = parse(request.responseText);
  if (status === 201 || (status === 200 && "url" in body)) {
    return { kind: "landed", file: body as unknown as LandedFile, known: status === 200 };
  }
  if (status === 401) return { kind: "signed-out" };
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    return { kind: "busy", retryAfter: seconds(request.getResponseHeader("Retry-After")) };
  }
  return { kind: "refused", problem: problemOf(status, body) };
}

function problemOf(status: number, body: Record<string, unknown>): Problem {
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  return {
    status,
    code: text(body["code"]),
    title: text(body["title"]),
    detail: text(body["detail"]),
    errorId: text(body["error_id"]),
    mimeType: text(body["mime_type"]),
    errors: Array.isArray(body["errors"]) ? (body["errors"] as Problem["errors"]) : undefined,
  };
}

/** A proxy in between may answer with a page instead of JSON; then only the status counts. */
function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function seconds(header: string | null): number | null {
  const value = Number(header);
  return header !== null && Number.isFinite(value) && value >= 0 ? value : null;
}
