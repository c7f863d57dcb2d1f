import { statSync } from "node:fs";
import { type PythonFrame, pythonTraceback } from "./python-traceback.ts";
import { pythonType } from "./python-type.ts";
import type { SubmitRequest } from "./submit-request.ts";

/** Why Ray accepts the submission but cannot even create its actor, and the Python type of that error. */
interface Refusal {
  readonly type: "ValueError" | "TypeError";
  readonly reason: string;
}

/** The job fails at once with `message`, and `warning` (without its time) goes into its log, which no endpoint returns. */
export interface StartFailure {
  readonly message: string;
  readonly warning: string;
}

/** The error of a request with the right types: seen on 2.60 for each of these, JOB_SUPERVISOR_ACTOR_START_FAILURE. */
export function supervisorStartFailure(id: string, request: SubmitRequest): StartFailure | undefined {
  const refusal = refuseRuntimeEnv(request.runtime_env ?? {}) ?? refuseResources(request);
  if (refusal === undefined) return undefined;
  const create = "self._supervisor_actor_cls.options(";
  const frames: readonly PythonFrame[] = [
    ["ray/dashboard/modules/job/job_manager.py", 598, "submit_job", `supervisor = ${create}`, create],
    ["ray/actor.py", 1856, "options", `raise ${refusal.type}(`],
  ];
  const what = `'${refusal.reason}'. Full traceback:\n${pythonTraceback(frames, `${refusal.type}: ${refusal.reason}`)}`;
  return {
    message: `Failed to start supervisor actor ${id}: ${what}`,
    warning: `WARNING job_manager.py:618 -- Failed to start supervisor actor for job ${id}: ${what}\n`,
  };
}

function refuseRuntimeEnv(wanted: Readonly<Record<string, unknown>>): Refusal | undefined {
  const { env_vars: variables, working_dir: directory } = wanted;
  if (variables !== undefined && variables !== null) {
    if (typeof variables !== "object" || Array.isArray(variables))
      return { type: "TypeError", reason: `${nameInQuotes(variables)} object does not support item assignment` };
    const wrong = Object.values(variables).find((value) => typeof value !== "string");
    if (wrong !== undefined) {
      const shown = wrong === null ? "None" : String(wrong);
      const reason = `runtime_env['env_vars'] must be of type Dict[str, str], but the value ${shown} is of type ${pythonType(wrong)}`;
      return { type: "TypeError", reason };
    }
  }
  if (directory === undefined || directory === null) return undefined;
  if (typeof directory !== "string")
    return { type: "TypeError", reason: `\`working_dir\` must be a string, got ${pythonType(directory)}.` };
  return refuseDirectory(directory);
}

const REMOTE = /^(?:gcs|https?|s3|gs|azure|abfss|file):\/\//;
const PACKAGE = /\.(?:zip|tar\.gz|tgz|tar\.xz)$/;

/** Accepts packages by URI only: the client has to upload a directory first. */
function refuseDirectory(directory: string): Refusal | undefined {
  if (REMOTE.test(directory)) {
    const path = directory.split("?", 1)[0] ?? "";
    if (PACKAGE.test(path)) return undefined;
    const reason = `Only .zip, .tar.gz, .tgz, .tar.xz files are supported for working_dir URIs; got ${path}.`;
    return { type: "ValueError", reason };
  }
  if (!directory.includes("://") && statSync(directory, { throwIfNoEntry: false }) === undefined)
    return { type: "ValueError", reason: `${directory} is not a valid path.` };
  const reason =
    `${directory} is not a valid URI. Passing directories or modules to be dynamically uploaded is only supported at the ` +
    "job level (i.e., passed to `ray.init`).";
  return { type: "ValueError", reason };
}

function refuseResources(request: SubmitRequest): Refusal | undefined {
  const custom = request.entrypoint_resources ?? {};
  if ("CPU" in custom || "GPU" in custom)
    return {
      type: "ValueError",
      reason: "Use the 'num_cpus' and 'num_gpus' keyword instead of 'CPU' and 'GPU' in 'resources' keyword",
    };
  const amounts: readonly (readonly [string, number])[] = [
    ["num_cpus", Number(request.entrypoint_num_cpus ?? 0)],
    ["num_gpus", Number(request.entrypoint_num_gpus ?? 0)],
    ["memory", Number(request.entrypoint_memory ?? 0)],
    ...Object.entries(custom),
  ];
  const negative = amounts.find(([, amount]) => amount < 0);
  if (negative !== undefined)
    return { type: "ValueError", reason: `The quantity of resource ${negative[0]} cannot be negative` };
  const gpus = Number(request.entrypoint_num_gpus ?? 0);
  if (gpus <= 1 || Number.isInteger(gpus)) return undefined;
  const reason = `('GPU resource quantities >1 must', ' be whole numbers. The specified quantity ${gpus} is invalid.')`;
  return { type: "ValueError", reason };
}

function nameInQuotes(value: unknown): string {
  return pythonType(value).replace("<class ", "").replace(">", "");
}
