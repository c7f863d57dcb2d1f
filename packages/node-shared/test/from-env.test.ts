import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { RayOptions } from "@jobwire/core";
import { SecretText } from "@jobwire/core/options";
import { expect, onTestFinished, test } from "vitest";
import type { Environment } from "../src/environment.ts";
import { fromEnv } from "../src/from-env.ts";

/** An empty home directory. */
const makeHome = (): string => {
  const home = mkdtempSync(join(tmpdir(), "jobwire-home-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  return home;
};
/** The token of the first request: fixed, or what the token function of a file returns. */
const tokenOf = ({ token }: RayOptions): unknown =>
  typeof token === "function"
    ? token({ refused: undefined, signal: new AbortController().signal })
    : token instanceof SecretText
      ? token.reveal()
      : token;
const failure = (env: Environment): { _tag: string; reason: string; message: string; cause?: unknown } => {
  try {
    fromEnv(env);
  } catch (error) {
    return error as ReturnType<typeof failure>;
  }
  throw new Error("it did not throw");
};

test("an empty environment means the dashboard on this machine, and nothing else", () => {
  expect(fromEnv({})).toEqual({ address: "http://127.0.0.1:8265" });
  expect(fromEnv({ RAY_ADDRESS: "", RAY_JOB_HEADERS: " ", RAY_AUTH_TOKEN: "", RAY_AUTH_TOKEN_PATH: "" })).toEqual({
    address: "http://127.0.0.1:8265",
  });
});

test("the address: the API server's before RAY_ADDRESS", () => {
  const RAY_ADDRESS = "https://b:8265/prefix";
  expect(fromEnv({ RAY_ADDRESS }).address).toBe(RAY_ADDRESS);
  expect(fromEnv({ RAY_API_SERVER_ADDRESS: "http://a", RAY_ADDRESS }).address).toBe("http://a");
  // The value that Ray sets inside a cluster does not matter when the better variable is set.
  expect(fromEnv({ RAY_API_SERVER_ADDRESS: "http://a", RAY_ADDRESS: "10.0.0.1:6379" }).address).toBe("http://a");
});

test.each([
  "ray://head:10001",
  "RAY://head:10001",
  "head:6379",
  "10.0.0.1:6379",
  "auto",
  "local",
  "head",
  "ftp://head",
])("the error for an address that is not the dashboard's names the right one: %s", (address) => {
  for (const name of ["RAY_API_SERVER_ADDRESS", "RAY_ADDRESS"]) {
    const error = failure({ [name]: address });
    expect(error).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
    expect(error.message).toMatch(new RegExp(`^${name} is .*dashboard.*http://127\\.0\\.0\\.1:8265`));
  }
});

test("RAY_JOB_HEADERS is an object of strings", () => {
  const headers = fromEnv({ RAY_JOB_HEADERS: '{"X-Team": "a", "__proto__": "b"}' }).headers;
  expect(Object.entries(headers ?? {})).toEqual([
    ["X-Team", "a"],
    ["__proto__", "b"],
  ]);
});

test.each([
  "{hush",
  '["hush"]',
  '"hush"',
  "null",
  "7",
  '{"x-a": 1, "x-b": "hush"}',
  '{"x-a": {"b": "hush"}}',
  '{"x-a": null}',
])("an invalid RAY_JOB_HEADERS: %s", (text) => {
  const error = failure({ RAY_JOB_HEADERS: text });
  expect(error).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
  expect(error.message).toMatch(/^RAY_JOB_HEADERS /);
  expect(inspect(error, { depth: 9 })).not.toContain("hush");
});

test("the token: the variable before the named file, the named file before the default one", () => {
  const home = makeHome();
  const path = join(home, "token");
  writeFileSync(path, "\n from-file \r\n");
  mkdirSync(join(home, ".ray"));
  writeFileSync(join(home, ".ray", "auth_token"), "from-home\n");
  const env = { HOME: home, RAY_AUTH_MODE: "token" };
  expect(tokenOf(fromEnv({ ...env, RAY_AUTH_TOKEN: " from-env ", RAY_AUTH_TOKEN_PATH: path }))).toBe("from-env");
  expect(tokenOf(fromEnv({ ...env, RAY_AUTH_TOKEN_PATH: path }))).toBe("from-file");
  expect(tokenOf(fromEnv(env))).toBe("from-home");
  // Ray's own tools read the default file only in token mode: without it, no token is sent unasked.
  expect(tokenOf(fromEnv({ HOME: home }))).toBeUndefined();
  expect(tokenOf(fromEnv({ HOME: home, RAY_AUTH_MODE: "disabled" }))).toBeUndefined();
  expect(tokenOf(fromEnv({ HOME: makeHome(), RAY_AUTH_MODE: "token" }))).toBeUndefined();
});

test("a token appears nowhere", () => {
  const options = fromEnv({ RAY_AUTH_TOKEN: "hush-hush" });
  expect(`${inspect(options, { depth: 9 })} ${JSON.stringify(options)}`).not.toContain("hush");
});

test("a named token file that is missing, not a file, or empty is an error", () => {
  const home = makeHome();
  const empty = join(home, "empty");
  writeFileSync(empty, " \n");
  for (const path of [join(home, "nope"), home, empty]) {
    const error = failure({ RAY_AUTH_TOKEN_PATH: path });
    expect(error).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
    expect(error.message).toContain("RAY_AUTH_TOKEN_PATH");
    expect(error.message).toContain(path);
  }
});

test("an existing but invalid default token file is an error too", () => {
  const home = makeHome();
  mkdirSync(join(home, ".ray", "auth_token"), { recursive: true });
  expect(failure({ HOME: home, RAY_AUTH_MODE: "token" })).toMatchObject({ _tag: "InvalidRequest" });
});
