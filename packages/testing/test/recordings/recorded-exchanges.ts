/** Reads the recordings of this package as responses to check against a specification. */
import { readdirSync, readFileSync } from "node:fs";

/** One recorded HTTP response; the refusal or acceptance of a WebSocket upgrade is one too. */
export interface RecordedAnswer {
  readonly file: string;
  readonly case: string;
  readonly method: string;
  /** From the path on. */
  readonly url: string;
  readonly status: number;
  /** Null when the response had none. */
  readonly contentType: string | null;
  /** False when the recorder kept no headers; the content type is then that of every other response of its kind. */
  readonly headersRecorded: boolean;
  /** Null when the recorder kept no body (upgrades). */
  readonly body: string | Uint8Array | null;
  /** The request body, JSON as text; null when there was none. */
  readonly sent: string | null;
}

/** Everything the recordings hold. */
export interface Recordings {
  readonly answers: ReadonlyArray<RecordedAnswer>;
  /** `file: case` of entries that describe an observation without its request. */
  readonly observations: ReadonlyArray<string>;
  /** Parsed files by name. */
  readonly files: ReadonlyMap<string, Recording>;
}

/** A recording as it is on disk. */
export interface Recording {
  readonly exchanges?: ReadonlyArray<Entry>;
}

interface Entry {
  readonly case: string;
  readonly request?: { readonly method?: string; readonly path?: string; readonly body?: unknown };
  readonly response?: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body_kind?: string;
    readonly body?: unknown;
    /** A streamed body, piece by piece; each character is one byte. */
    readonly chunks?: ReadonlyArray<{ readonly latin1: string }>;
  };
  readonly handshake?: { readonly status: number; readonly headers?: Readonly<Record<string, string>> };
}

const folder = new URL("../../recordings/ray/", import.meta.url);

const bodyOf = (response: NonNullable<Entry["response"]>): string | Uint8Array => {
  if (response.chunks !== undefined)
    return Buffer.from(response.chunks.map((chunk) => chunk.latin1).join(""), "latin1");
  if (typeof response.body === "string" && response.body_kind !== "json") return response.body;
  return response.body === undefined ? "" : JSON.stringify(response.body);
};

/** JSON bodies are sent as JSON, everything else but an upgrade as text. */
const usualContentType = (from: { readonly status: number; readonly body?: unknown }): string | null => {
  if (from.status === 101) return null;
  return typeof from.body === "object" ? "application/json" : "text/plain";
};

const sentBy = (request: NonNullable<Entry["request"]>): string | null => {
  if (request.body === undefined || request.body === null) return null;
  return typeof request.body === "string" ? request.body : JSON.stringify(request.body);
};

const answerOf = (file: string, entry: Entry): RecordedAnswer | undefined => {
  const from = entry.response ?? entry.handshake;
  if (entry.request?.path === undefined || from === undefined) return undefined;
  return {
    file,
    case: entry.case,
    // The recorder of WebSockets names no method: an upgrade is a GET.
    method: entry.request.method ?? "GET",
    url: entry.request.path,
    status: from.status,
    contentType: from.headers === undefined ? usualContentType(from) : (from.headers["content-type"] ?? null),
    headersRecorded: from.headers !== undefined,
    body: entry.response === undefined ? null : bodyOf(entry.response),
    sent: sentBy(entry.request),
  };
};

/** Reads every recording in the folder. */
export const readRecordings = (): Recordings => {
  const files = new Map<string, Recording>();
  const answers: Array<RecordedAnswer> = [];
  const observations: Array<string> = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()) {
    const recording = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Recording;
    files.set(file, recording);
    for (const entry of recording.exchanges ?? []) {
      const answer = answerOf(file, entry);
      if (answer === undefined) observations.push(`${file}: ${entry.case}`);
      else answers.push(answer);
    }
  }
  return { answers, observations, files };
};
