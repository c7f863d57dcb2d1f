import { checkJson } from "../surface/check-json.ts";
import { shownValue } from "../surface/checked.ts";
import { InvalidRequest } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";
import { isRow } from "./job-row.ts";
import type { Discriminator } from "./reasoner-type.ts";
import type { IncludeKey, JobInclude, JobPayload } from "./types.ts";

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** What is included, every key decided. */
export type Included = Readonly<Record<IncludeKey, boolean>>;

const includeKeys: ReadonlyArray<IncludeKey> = ["details", "events", "artifacts", "problems", "raw"];

/** The text without white space round it; throws `InvalidRequest` (reason `local`) unless there is some. */
export const checkText = (name: string, value: unknown): string => {
  if (typeof value !== "string" || value.trim() === "")
    throw invalid(`${name} must be a string that is not blank, not ${shownValue(value)}`);
  const text = value.trim();
  if (/\p{Surrogate}/u.test(text)) throw invalid(`${name} holds half a surrogate pair`);
  return text;
};

/** A job's id: {@link checkText}, no control characters, and no `.` or `..`, which would change the path of the request. */
export const checkReasonerJobId = (value: unknown): string => {
  const id = checkText("the job's id", value);
  if (id === "." || id === "..") throw invalid(`${JSON.stringify(id)} cannot be a job's id`);
  if (id.length > 1000) throw invalid("the job's id is longer than 1,000 characters");
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  if (/[\u0000-\u001f\u007f-\u009f]/.test(id)) throw invalid("the job's id contains a control character");
  return id;
};

/** {@link checkText} for what may be absent. */
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

/** A whole number of at least `least`. */
export const checkWhole = (name: string, value: unknown, least: number): number | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw invalid(`${name} must be a whole number, ${least} or more, not ${shownValue(value)}`);
};

/** Milliseconds above 0, and below `below` if there is one. */
export const checkMs = (name: string, value: unknown, below: number = Number.POSITIVE_INFINITY): number | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === "number" && value > 0 && value < below) return value;
  const limit = below === Number.POSITIVE_INFINITY ? "" : ` and below ${below}`;
  throw invalid(`${name} must be a number of milliseconds above 0${limit}, not ${shownValue(value)}`);
};

/**
 * What to include: an object, its keys in any case, its values true or false. `artifacts` and `problems` are refused unless
 * every job is a Logic one.
 */
export const checkInclude = (include: JobInclude | undefined, type: Discriminator | undefined): Included => {
  const included = { details: false, events: false, artifacts: false, problems: false, raw: false };
  if (include === undefined) return included;
  if (!isRow(include)) throw invalid("include must be an object such as { details: true }");
  for (const [given, value] of Object.entries(include)) {
    const key = includeKeys.find((name) => name === given.trim().toLowerCase());
    if (key === undefined) {
      throw invalid(`include has no key ${JSON.stringify(excerpt(given, 60))}; it may hold ${includeKeys.join(", ")}`);
    }
    if (value !== undefined && typeof value !== "boolean") throw invalid(`include.${key} must be true or false`);
    included[key] = value === true;
  }
  for (const key of ["artifacts", "problems"] as const) {
    if (included[key] && type !== "LOGIC") throw invalid(`include.${key} is for Logic jobs only`);
  }
  return included;
};

/** The program of a job, which is sent as it is; throws `InvalidRequest` (reason `local`) when it is blank. */
export const checkCode = (name: string, value: unknown): string => {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw invalid(`${name} must be the text of a program, not ${shownValue(value)}`);
};

/** An object that JSON can hold. */
export const checkPayload = (payload: unknown): JobPayload => {
  if (!isRow(payload)) throw invalid(`payload must be an object, not ${shownValue(payload)}`);
  checkJson("payload", payload);
  // The program, where the payload has one: a job without any would be created, and fail later.
  for (const name of ["raw_code", "query"]) {
    if (typeof payload[name] === "string") checkCode(`payload.${name}`, payload[name]);
  }
  return payload;
};
