import { jsonText } from "../../adapter-parts/json-text.ts";
import { checkJson } from "../../surface/check-json.ts";
import { InvalidRequest } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import { isRecord } from "../../is-record.ts";
import { checkRuntimeEnv } from "../runtime-env/check-runtime-env.ts";
import type { ServeApplicationConfig, ServeConfig } from "./types.ts";

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** Ray's name for an application without one. */
export const nameOf = (application: ServeApplicationConfig): string => application.name ?? "default";

/** Checks the runtime environments of an application and of its deployments. */
const checkRuntimeEnvs = (name: string, application: ServeApplicationConfig): void => {
  const label = `application ${excerpt(name, 60)}`;
  const check = (where: string, env: unknown): void => {
    if (env === undefined || env === null) return;
    if (!isRecord(env)) throw invalid(`${label}: ${where}runtime_env must be an object`);
    // A config is a document in Ray's own spelling, as `serve build` and Serve itself write it.
    checkRuntimeEnv(`${label}: ${where}runtime_env`, env, "anywhere");
  };
  check("", application["runtime_env"]);
  const { deployments } = application;
  if (!Array.isArray(deployments)) return;
  for (const [at, deployment] of deployments.entries()) {
    const actor = isRecord(deployment) ? deployment["ray_actor_options"] : undefined;
    if (isRecord(actor)) check(`deployments[${at}].ray_actor_options.`, actor["runtime_env"]);
  }
};

/**
 * Throws `InvalidRequest` (reason `local`) for a config that Ray would refuse with a long validator text, and for a config that
 * was read as a browser reads it: deploying `<redacted>` would make that the value.
 */
export const checkServeConfig = (config: ServeConfig): ServeConfig => {
  if (!isRecord(config) || !Array.isArray(config.applications)) {
    throw invalid("the Serve config is not an object with a list of applications. Pass one as `serve build` writes it");
  }
  checkJson("the Serve config", config);
  const names = new Set<string>();
  for (const [index, application] of (config.applications as ReadonlyArray<unknown>).entries()) {
    if (!isRecord(application)) throw invalid(`applications[${index}] must be an object`);
    const { name = "default", import_path: path } = application;
    if (typeof name !== "string" || name === "") throw invalid(`applications[${index}].name must be a string`);
    if (typeof path !== "string" || !/^[^:\s]+[:.][^:\s]+$/.test(path)) {
      throw invalid(`application ${excerpt(name, 60)}: import_path must be \`module:attribute\``);
    }
    if (names.has(name)) {
      throw invalid(`two applications have the name ${excerpt(name, 60)}. Use a different name for each`);
    }
    names.add(name);
    const text = jsonText(application);
    const shown = ["<redacted>", "<hidden>"].find((mark) => text.includes(`"${mark}"`));
    if (shown !== undefined) {
      throw invalid(
        `application ${excerpt(name, 60)}: its env_vars contain ${shown}, which ${shown === "<hidden>" ? "the command shows without --show-env" : "Ray shows to browsers"} in place of values. Set the values again`,
      );
    }
  }
  return config;
};

/**
 * {@link checkServeConfig} for the caller's own config, with its runtime environments: Ray's head would read a `pip` that names
 * a file from its own disk. Runtime environments that others deployed are not checked, so that they stay as they are.
 */
export const checkGivenConfig = (config: ServeConfig): ServeConfig => {
  for (const application of checkServeConfig(config).applications) checkRuntimeEnvs(nameOf(application), application);
  return config;
};
