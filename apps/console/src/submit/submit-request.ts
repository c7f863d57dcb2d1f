import type { SubmitRequest } from "../api/types.ts";

/** A row of the form: a name and its value. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** The form of a Ray job. */
export interface RayForm {
  readonly entrypoint: string;
  readonly submissionId: string;
  readonly runtimeEnv: string;
  readonly envVars: ReadonlyArray<NamedValue>;
}

/** The form of a reasoner job. */
export interface ReasonerForm {
  readonly reasonerType: string;
  readonly name: string;
  readonly payload: string;
}

/** What a form asks for, or what is wrong in which field. */
export type FormResult = { readonly request: SubmitRequest } | { readonly problems: Readonly<Record<string, string>> };

const jsonObject = (text: string): Record<string, unknown> | string => {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    return 'This must be a JSON object, such as {"pip": ["numpy"]}.';
  } catch (error) {
    return `This is not JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
};

const objectIn = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** The request of a Ray job. Variables of the rows come after those of the runtime environment, and win. */
export const rayRequest = ({ entrypoint, submissionId, runtimeEnv, envVars }: RayForm): FormResult => {
  const problems: Record<string, string> = {};
  if (entrypoint.trim() === "") problems["entrypoint"] = "Type the command that the job runs.";
  const environment = jsonObject(runtimeEnv);
  if (typeof environment === "string") problems["runtimeEnv"] = environment;
  const named = envVars.filter(({ name, value }) => name !== "" || value !== "");
  if (named.some(({ name }) => name.trim() === "" || name.includes("="))) {
    problems["envVars"] = "Each variable needs a name without an equals sign.";
  }
  if (typeof environment === "string" || Object.keys(problems).length > 0) return { problems };
  const variables = {
    ...objectIn(environment["env_vars"]),
    ...Object.fromEntries(named.map(({ name, value }) => [name.trim(), value])),
  };
  const whole = Object.keys(variables).length === 0 ? environment : { ...environment, env_vars: variables };
  return {
    request: {
      entrypoint: entrypoint.trim(),
      ...(submissionId.trim() === "" ? {} : { submissionId: submissionId.trim() }),
      ...(Object.keys(whole).length === 0 ? {} : { runtimeEnv: whole }),
    },
  };
};

/** The request of a reasoner job. */
export const reasonerRequest = ({ reasonerType, name, payload }: ReasonerForm): FormResult => {
  const problems: Record<string, string> = {};
  if (reasonerType.trim() === "") problems["reasonerType"] = "Type the kind of reasoner.";
  if (name.trim() === "") problems["name"] = "Type the reasoner's name.";
  const value = jsonObject(payload);
  if (typeof value === "string") problems["payload"] = value;
  if (typeof value === "string" || Object.keys(problems).length > 0) return { problems };
  return { request: { reasonerType: reasonerType.trim(), name: name.trim(), payload: value } };
};
