import { isRecord } from "../is-record.ts";
import type { JobArtifact, JobArtifacts, JobEvents, JobProblems } from "./types.ts";

/** The value of a JSON text, or a value that is not text unchanged; undefined when the text is not JSON. */
const parsed = (value: unknown): unknown => {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
};

const emptyValue = (value: unknown): boolean => value === undefined || value === null || value === "";

/**
 * A page of events from the server's value or from its JSON text; an empty value is an empty page, and an entry that is not an
 * object becomes `{ value }`. Undefined for an unknown shape.
 */
export const readEvents = (value: unknown): JobEvents | undefined => {
  if (emptyValue(value)) return { events: [], continuationToken: null };
  const page = parsed(value);
  if (page === null) return { events: [], continuationToken: null };
  if (!isRecord(page)) return undefined;
  const events = page["events"] ?? [];
  if (!Array.isArray(events)) return undefined;
  const token = page["continuation_token"];
  const isToken = typeof token === "string" || typeof token === "number";
  if (!isToken && !emptyValue(token)) return undefined;
  return {
    events: events.map((event: unknown) => (isRecord(event) ? event : { value: event })),
    continuationToken: isToken && token !== "" ? String(token) : null,
  };
};

const artifactKeys = {
  filename: ["filename", "FILENAME"],
  presignedUrl: ["presigned_url", "PRESIGNED_URL"],
  presignedUrlAp: ["presigned_url_ap", "PRESIGNED_URL_AP"],
  encryptionMaterial: ["encryption_material", "ENCRYPTION_MATERIAL"],
} as const;

const textOf = (fields: Readonly<Record<string, unknown>>, names: ReadonlyArray<string>): string | null => {
  const value = names.map((name) => fields[name]).find((it) => typeof it === "string" && it !== "");
  return typeof value === "string" ? value : null;
};

const artifact = (fields: Readonly<Record<string, unknown>>): JobArtifact => ({
  filename: textOf(fields, artifactKeys.filename),
  presignedUrl: textOf(fields, artifactKeys.presignedUrl),
  presignedUrlAp: textOf(fields, artifactKeys.presignedUrlAp),
  encryptionMaterial: textOf(fields, artifactKeys.encryptionMaterial),
  fields,
});

/**
 * The files in a response: rows, bare or under `results` in either case (nested once or twice). Keys come in either case.
 * Undefined for an unknown shape.
 */
export const readArtifacts = (value: unknown): JobArtifacts | undefined => {
  let rows = parsed(value);
  for (let depth = 0; depth < 2 && isRecord(rows); depth++) rows = rows["results"] ?? rows["RESULTS"];
  if (!Array.isArray(rows) || !rows.every(isRecord)) return undefined;
  return { results: rows.map(artifact) };
};

/**
 * The problems in a response: rows, bare or under `problems`; an empty response or object has none. Undefined for an unknown
 * shape.
 */
export const readProblems = (value: unknown): JobProblems | undefined => {
  if (emptyValue(value)) return { problems: [] };
  const response = parsed(value);
  if (response === null) return { problems: [] };
  const rows = isRecord(response)
    ? (response["problems"] ?? response["PROBLEMS"] ?? (Object.keys(response).length === 0 ? [] : undefined))
    : response;
  return Array.isArray(rows) && rows.every(isRecord) ? { problems: rows } : undefined;
};
