import { isRow } from "./job-row.ts";
import type { JobArtifact, JobArtifacts, JobEvents, JobProblems } from "./types.ts";

/** JSON text as its value, also text within text; anything else as it is, undefined when it is no JSON. */
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
 * A page of events from the server's value, or from its JSON text; nothing at all is an empty page, and an entry that is no
 * object is kept as `{ value }`. Undefined when the answer makes no sense.
 */
export const readEvents = (value: unknown): JobEvents | undefined => {
  if (emptyValue(value)) return { events: [], continuationToken: null };
  const page = parsed(value);
  if (page === null) return { events: [], continuationToken: null };
  if (!isRow(page)) return undefined;
  const events = page["events"] ?? [];
  if (!Array.isArray(events)) return undefined;
  const token = page["continuation_token"];
  const isToken = typeof token === "string" || typeof token === "number";
  if (!isToken && !emptyValue(token)) return undefined;
  return {
    events: events.map((event: unknown) => (isRow(event) ? event : { value: event })),
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
 * The files in an answer: rows, bare or under `results` in either case (once or twice). Keys come in either case. Undefined
 * when that is not what it holds.
 */
export const readArtifacts = (value: unknown): JobArtifacts | undefined => {
  let rows = parsed(value);
  for (let depth = 0; depth < 2 && isRow(rows); depth++) rows = rows["results"] ?? rows["RESULTS"];
  if (!Array.isArray(rows) || !rows.every(isRow)) return undefined;
  return { results: rows.map(artifact) };
};

/** The problems in an answer: rows, bare or under `problems`; an empty answer or object has none. Undefined otherwise. */
export const readProblems = (value: unknown): JobProblems | undefined => {
  if (emptyValue(value)) return { problems: [] };
  const answer = parsed(value);
  if (answer === null) return { problems: [] };
  const rows = isRow(answer)
    ? (answer["problems"] ?? answer["PROBLEMS"] ?? (Object.keys(answer).length === 0 ? [] : undefined))
    : answer;
  return Array.isArray(rows) && rows.every(isRow) ? { problems: rows } : undefined;
};
