import { checkJson } from "../surface/check-json.ts";
import { shownValue } from "../surface/shown-value.ts";
import { InvalidRequest } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";
import { isRecord } from "../is-record.ts";
import type { Discriminator } from "./reasoner-type.ts";
import type { IncludeKey, JobInclude, JobPayload } from "./types.ts";

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** The parts to include, with a value for every key. */
export type Included = Readonly<Record<IncludeKey, boolean>>;

const includeKeys: ReadonlyArray<IncludeKey> = ["details", "events", "artifacts", "problems", "raw"];

/** The text without surrounding white space; throws `InvalidRequest` (reason `local`) for a blank text and any other type. */
export const checkText = (name: string, value: unknown): string => {
  if (typeof value !== "string" || value.trim() === "")
    throw invalid(`${name} must be a string that is not blank, not ${shownValue(value)}`);
  const text = value.trim();
  if (/\p{Surrogate}/u.test(text)) throw invalid(`${name} contains half of a surrogate pair. Use well-formed text`);
  return text;
};

/** A job's id: {@link checkText}, no control characters, and no `.` or `..`, which would change the path of the request. */
export const checkReasonerJobId = (value: unknown): string => {
  const id = checkText("the job's id", value);
  if (id === "." || id === "..") throw invalid(`${JSON.stringify(id)} is not a valid job id. Pass the id of a job`);
  if (id.length > 1000) throw invalid("the job's id is longer than 1,000 characters. Pass the id of a job");
  // oxlint-disable-next-line no-control-regex -- the pattern is about control characters
  if (/[\u0000-\u001f\u007f-\u009f]/.test(id)) {
    throw invalid("the job's id contains a control character. Pass the id of a job");
  }
  return id;
};

/** {@link checkText} for an optional value. */
export const checkOptionalText = (name: string, value: unknown): string | undefined =>
  value === undefined ? undefined : checkText(name, value);

/** The boolean, false when absent. */
export const checkFlag = (name: string, value: unknown): boolean => {
  if (value === undefined) return false;
  if (typeof value === "boolean") return value;
  throw invalid(`${name} must be true or false, not ${shownValue(value)}`);
};

/** A string, which may be empty. */
export const checkString = (name: string, value: unknown, otherwise: string): string => {
  if (value === undefined) return otherwise;
  if (typeof value === "string") return value;
  throw invalid(`${name} must be a string`);
};

/** A whole number of at least `min`. */
export const checkWhole = (name: string, value: unknown, min: number): number | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= min) return value;
  throw invalid(`${name} must be a whole number, ${min} or more, not ${shownValue(value)}`);
};

/** Milliseconds above 0, and below `below` if it is set. */
export const checkMs = (name: string, value: unknown, below: number = Number.POSITIVE_INFINITY): number | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === "number" && value > 0 && value < below) return value;
  const limit = below === Number.POSITIVE_INFINITY ? "" : ` and below ${below}`;
  throw invalid(`${name} must be a number of milliseconds above 0${limit}, not ${shownValue(value)}`);
};

/**
 * Checks the `include` option: an object with keys in any case and the values true or false. Refuses `artifacts` and `problems`
 * unless every job is a Logic job.
 */
export const checkInclude = (include: JobInclude | undefined, type: Discriminator | undefined): Included => {
  const included = { details: false, events: false, artifacts: false, problems: false, raw: false };
  if (include === undefined) return included;
  if (!isRecord(include)) throw invalid("include must be an object such as { details: true }");
  for (const [given, value] of Object.entries(include)) {
    const key = includeKeys.find((name) => name === given.trim().toLowerCase());
    if (key === undefined) {
      throw invalid(`include has no key ${JSON.stringify(excerpt(given, 60))}. Its keys are ${includeKeys.join(", ")}`);
    }
    if (value !== undefined && typeof value !== "boolean") throw invalid(`include.${key} must be true or false`);
    included[key] = value === true;
  }
  for (const key of ["artifacts", "problems"] as const) {
    if (included[key] && type !== "LOGIC") {
      throw invalid(`include.${key} works for Logic jobs only. Remove it, or name the reasoner type Logic`);
    }
  }
  return included;
};

/** The program of a job, sent unchanged; throws `InvalidRequest` (reason `local`) when it is blank. */
export const checkCode = (name: string, value: unknown): string => {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw invalid(`${name} must be the text of a program, not ${shownValue(value)}`);
};

/** An object that JSON can represent. */
export const checkPayload = (payload: unknown): JobPayload => {
  if (!isRecord(payload)) throw invalid(`payload must be an object, not ${shownValue(payload)}`);
  checkJson("payload", payload);
  // A payload with a blank program would create a job that fails later.
  for (const name of ["raw_code", "query"]) {
    if (typeof payload[name] === "string") checkCode(`payload.${name}`, payload[name]);
  }
  return payload;
};
