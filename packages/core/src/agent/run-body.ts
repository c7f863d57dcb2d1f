import { checkJson } from "../surface/check-json.ts";
import { shownValue } from "../surface/shown-value.ts";
import { InvalidRequest } from "../errors.ts";
import type { components } from "../generated/synapse-agent.ts";
import { checkAgentJobId } from "./names.ts";
import type { PluginDebugRun, PluginRun } from "./plugin-types.ts";
import { isRecord } from "../is-record.ts";

type RunBody = components["schemas"]["RunRequest"] & { readonly action: string };

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local", statusCode: 400 });

/** A text that is not blank; throws `InvalidRequest` (reason `local`, 400). */
export const checkAgentText = (name: string, value: unknown): string => {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw invalid(`${name} must be a string that is not blank, not ${shownValue(value)}`);
};

const optionalText = (name: string, value: unknown): void => {
  if (value !== undefined) checkAgentText(name, value);
};

const optionalObject = (name: string, value: unknown): void => {
  if (value === undefined) return;
  if (!isRecord(value)) throw invalid(`${name} must be an object, not ${shownValue(value)}`);
  checkJson(name, value);
};

/** The body of a run, checked; throws `InvalidRequest` (reason `local`, 400). */
export const runBody = (run: PluginRun): RunBody => {
  if (!isRecord(run)) throw invalid(`run must be an object with an action, not ${shownValue(run)}`);
  const { action, params, requirements, jobId, language } = run;
  optionalObject("params", params);
  if (requirements !== undefined) {
    if (!Array.isArray(requirements)) throw invalid(`requirements must be a list, not ${shownValue(requirements)}`);
    requirements.forEach((one, index) => checkAgentText(`requirements[${index}]`, one));
  }
  optionalText("language", language);
  return {
    action: checkAgentText("action", action),
    ...(params === undefined ? {} : { params: { ...params } }),
    ...(requirements === undefined ? {} : { requirements: [...requirements] }),
    // Other calls would refuse such an id, so the job could be neither followed nor stopped.
    ...(jobId === undefined ? {} : { job_id: checkAgentJobId(jobId) }),
    ...(language === undefined ? {} : { language }),
  };
};

/** The body of a debug run, checked; throws `InvalidRequest` (reason `local`, 400). */
export const debugRunBody = (run: PluginDebugRun): RunBody => {
  const body = runBody(run);
  const { pluginPath, config, modules } = run;
  optionalText("pluginPath", pluginPath);
  optionalObject("config", config);
  optionalObject("modules", modules);
  for (const [name, text] of Object.entries(modules ?? {})) {
    if (typeof text !== "string") throw invalid(`modules.${name} must be a string, not ${shownValue(text)}`);
  }
  return {
    ...body,
    ...(pluginPath === undefined ? {} : { plugin_path: pluginPath }),
    ...(config === undefined ? {} : { config: { ...config } }),
    ...(modules === undefined ? {} : { modules: { ...modules } }),
  };
};
