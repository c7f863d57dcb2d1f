import { checkJson } from "../../client/check-json.ts";
import { InvalidRequest } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import { isRecord } from "../is-record.ts";
import type { ServeApplicationConfig, ServeConfig } from "./types.ts";

const invalid = (message: string): InvalidRequest => new InvalidRequest({ message, reason: "local" });

/** The name that Ray gives to an application without one. */
export const nameOf = (application: ServeApplicationConfig): string => application.name ?? "default";

/**
 * Throws `InvalidRequest` (reason `local`) for what Ray would refuse with a page of its validator's words, and for a config
 * that was read as a browser: putting `<redacted>` back would make it the value.
 */
export const checkServeConfig = (config: ServeConfig): ServeConfig => {
  if (!isRecord(config) || !Array.isArray(config.applications)) {
    throw invalid("a Serve config must be an object with a list of applications");
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
    if (names.has(name)) throw invalid(`two applications are called ${excerpt(name, 60)}`);
    names.add(name);
    if (JSON.stringify(application).includes('"<redacted>"')) {
      throw invalid(
        `application ${excerpt(name, 60)}: its env_vars were read redacted, as Ray shows them to browsers; give them anew`,
      );
    }
  }
  return config;
};
