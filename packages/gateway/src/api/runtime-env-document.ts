import { parseRuntimeEnv } from "@jobwire/core/runtime-env-parts";
import { isRecord } from "../guards/is-record.ts";

/**
 * The runtime_env of a request's body as Ray's client takes it. A body has Ray's own document, with the settings of plugins beside Ray's
 * fields, or the client's form, with them in `extra`. The client refuses a value that is neither.
 */
export const runtimeEnvOf = (given: unknown): unknown => {
  if (!isRecord(given)) return given;
  const { extra, ...own } = given;
  if (extra === undefined) return parseRuntimeEnv(own);
  return isRecord(extra) ? parseRuntimeEnv({ ...own, ...extra }) : given;
};
