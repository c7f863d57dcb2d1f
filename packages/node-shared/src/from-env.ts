import { homedir } from "node:os";
import { join } from "node:path";
import type { RayOptions, TokenSource } from "@jobwire/core";
import { withCallSite } from "@jobwire/core/adapter-parts";
import { InvalidRequest } from "@jobwire/core/errors";
import { SecretText } from "@jobwire/core/options";
import { type Environment, valueOf } from "./environment.ts";
import { settingsFromEnv } from "./proxy/proxy-rules.ts";
import { tokenFile } from "./token-file.ts";
import type { TransportOptions } from "./transport-options.ts";

/**
 * Reads from the environment how to reach Ray, as Ray's own tools do. Your own options take precedence:
 * `ray({ ...fromEnv(), address })`.
 *
 * - address: `RAY_API_SERVER_ADDRESS`, then `RAY_ADDRESS`, then `http://127.0.0.1:8265`;
 * - headers: `RAY_JOB_HEADERS`, a JSON object of strings;
 * - token: `RAY_AUTH_TOKEN`, then the file that `RAY_AUTH_TOKEN_PATH` names, then, only when `RAY_AUTH_MODE` is `token`, the file
 *   `~/.ray/auth_token` if it exists. White space around a token is removed, as Ray does. After Ray refused the token of a file, the
 *   client reads the file again ({@link tokenFile});
 * - proxy: `HTTP_PROXY`, `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`, see `proxyFromEnv`.
 *
 * An empty variable counts as not set. Throws `InvalidRequest` (reason `local`) that names the variable and never shows a header or
 * a token: for an address that is not the dashboard's, headers that are not such an object, and a named token file that cannot be
 * read or is empty.
 *
 * @example
 * ```ts
 * import { fromEnv, ray } from "jobwire";
 *
 * const cluster = ray({ ...fromEnv(), pollIntervalMs: 1_000 });
 * console.log((await cluster.version()).rayVersion);
 * await cluster.close();
 * ```
 */
export const fromEnv = (env: Environment = process.env): RayOptions & Pick<TransportOptions, "proxy"> =>
  withCallSite(fromEnv, () => {
    const headers = readHeaders(env);
    const token = readToken(env);
    return {
      address: readAddress(env),
      ...(headers === undefined ? {} : { headers }),
      ...(token === undefined ? {} : { token }),
      ...settingsFromEnv(env),
    };
  });

const invalid = (message: string, cause?: unknown): InvalidRequest =>
  new InvalidRequest({ message, reason: "local", cause });

const readAddress = (env: Environment): string => {
  for (const name of ["RAY_API_SERVER_ADDRESS", "RAY_ADDRESS"]) {
    const value = valueOf(env, name);
    if (value === undefined) continue;
    if (/^https?:\/\//i.test(value)) return value;
    const kind = /^ray:\/\//i.test(value)
      ? "a Ray client address (ray://)"
      : /^(auto|local)$/.test(value)
        ? `"${value}", which only programs inside the cluster understand`
        : "not an http:// or https:// address";
    throw invalid(
      `${name} is ${kind}, but jobs start through the dashboard. Set RAY_API_SERVER_ADDRESS to its http address, usually port 8265, such as http://127.0.0.1:8265`,
    );
  }
  return "http://127.0.0.1:8265";
};

const readHeaders = (env: Environment): Record<string, string> | undefined => {
  const text = valueOf(env, "RAY_JOB_HEADERS");
  if (text === undefined) return undefined;
  const example = 'Set it to a JSON object of strings, such as {"x-team": "a"}.';
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    // JSON.parse quotes the text it could not read, which may be a credential, so the error is not kept as a cause.
    throw invalid(`RAY_JOB_HEADERS is not JSON. ${example}`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
    throw invalid(`RAY_JOB_HEADERS is JSON, but not an object. ${example}`);
  }
  const headers = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(parsed)) {
    if (typeof value !== "string")
      throw invalid(`RAY_JOB_HEADERS has a value for ${JSON.stringify(name)} that is not a string. ${example}`);
    headers[name] = value;
  }
  return headers;
};

const readToken = (env: Environment): TokenSource | undefined => {
  const token = valueOf(env, "RAY_AUTH_TOKEN");
  if (token !== undefined) return new SecretText(token, "RAY_AUTH_TOKEN");
  const named = valueOf(env, "RAY_AUTH_TOKEN_PATH");
  if (named !== undefined) return tokenFile(named, "RAY_AUTH_TOKEN_PATH");
  if (valueOf(env, "RAY_AUTH_MODE")?.toLowerCase() !== "token") return undefined;
  const home = valueOf(env, "HOME") ?? valueOf(env, "USERPROFILE") ?? homedir();
  try {
    return tokenFile(join(home, ".ray", "auth_token"), "RAY_AUTH_MODE=token");
  } catch (error) {
    const { cause } = error as InvalidRequest;
    if ((cause as NodeJS.ErrnoException | undefined)?.code === "ENOENT") return undefined;
    throw error;
  }
};
