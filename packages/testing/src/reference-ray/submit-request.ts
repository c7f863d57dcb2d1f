import { pythonType } from "./python-type.ts";
import { IN_TROUBLE, TextAnswer } from "./text-answer.ts";
import { pythonTraceback, type PythonFrame } from "./python-traceback.ts";

/** The body of `POST /api/jobs/` after validation, without null and absent fields. */
export interface SubmitRequest {
  readonly entrypoint: string;
  readonly submission_id?: string;
  readonly job_id?: string;
  readonly runtime_env?: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly entrypoint_num_cpus?: number;
  readonly entrypoint_num_gpus?: number;
  readonly entrypoint_memory?: number;
  readonly entrypoint_resources?: Readonly<Record<string, number>>;
  readonly entrypoint_label_selector?: Readonly<Record<string, string>>;
}

type Check = (value: unknown, field: string) => string | undefined;

const string: Check = (value, field) =>
  typeof value === "string" ? undefined : `${field} must be a string if provided, got ${pythonType(value)}`;

const number: Check = (value, field) =>
  // Python's bool is an int, so true and false pass.
  typeof value === "number" || typeof value === "boolean"
    ? undefined
    : `${field} must be a number, got ${pythonType(value)}`;

const integer: Check = (value, field) =>
  typeof value === "boolean" || Number.isInteger(value)
    ? undefined
    : `${field} must be an integer, got ${pythonType(value)}`;

function dictOf(valid: (member: unknown) => boolean, members: string): Check {
  return (value, field) => {
    if (!isDict(value)) return `${field} must be a dict, got ${pythonType(value)}`;
    const wrong = Object.values(value).find((member) => !valid(member));
    return wrong === undefined ? undefined : `${field} values must be ${members}, got ${pythonType(wrong)}`;
  };
}

const isText = (value: unknown): boolean => typeof value === "string";

const CHECKS: Readonly<Record<string, Check>> = {
  entrypoint: (value) => (isText(value) ? undefined : `entrypoint must be a string, got ${pythonType(value)}`),
  submission_id: string,
  job_id: string,
  runtime_env: dictOf(() => true, ""),
  metadata: dictOf(isText, "strings"),
  entrypoint_num_cpus: number,
  entrypoint_num_gpus: number,
  entrypoint_memory: integer,
  entrypoint_resources: dictOf((member) => typeof member === "number", "numbers"),
  entrypoint_label_selector: dictOf(isText, "strings"),
};

const UTILS = "ray/dashboard/modules/job/utils.py";
const COMMON = "ray/dashboard/modules/job/common.py";
const VALIDATE = "return validate_request_type(json_data, request_type)";
const CONSTRUCT = "return request_type(**json_data)";
const CONSTRUCTING: readonly PythonFrame[] = [
  [UTILS, 128, "parse_and_validate_request", VALIDATE, VALIDATE.slice("return ".length)],
  [COMMON, 445, "validate_request_type", CONSTRUCT, CONSTRUCT.slice("return ".length)],
];
const CHECKING: readonly PythonFrame[] = [...CONSTRUCTING, [COMMON, 483, "__post_init__", "raise TypeError("]];

/**
 * The request, or the text of Ray's 400. Throws for a body that is not a JSON object: Ray responds to that with a bare 500. Keys whose
 * value is null are dropped before any check, so an unknown key passes with null.
 */
export function parseSubmitRequest(body: string): SubmitRequest | { readonly refusal: string } {
  const json = parseJson(body);
  if (!isDict(json)) throw new TextAnswer(500, IN_TROUBLE);
  const given = Object.entries(json).filter(([, value]) => value !== null);
  const refuse = (frames: readonly PythonFrame[], reason: string): { readonly refusal: string } => ({
    refusal: pythonTraceback(frames, `TypeError: ${reason}`),
  });
  const unknown = given.find(([field]) => !(field in CHECKS));
  if (unknown !== undefined)
    return refuse(CONSTRUCTING, `JobSubmitRequest.__init__() got an unexpected keyword argument '${unknown[0]}'`);
  if (!given.some(([field]) => field === "entrypoint"))
    return refuse(CONSTRUCTING, "JobSubmitRequest.__init__() missing 1 required positional argument: 'entrypoint'");
  const fields = Object.fromEntries(given);
  for (const [field, check] of Object.entries(CHECKS)) {
    const reason = field in fields ? check(fields[field], field) : undefined;
    if (reason !== undefined) return refuse(CHECKING, reason);
  }
  return fields as unknown as SubmitRequest;
}

/** Undefined for anything that is not JSON. */
function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function isDict(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
