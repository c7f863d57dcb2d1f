import { jsonText } from "@jobwire/core/adapter-parts";
import { startFaultyRay } from "@jobwire/testing";
import { expect, test } from "vitest";
import { withHiddenEnv } from "../src/output/hide-env.ts";
import { runCli } from "./run-cli.ts";

const hidden = { TOKEN: "<hidden>", N: "<hidden>" };
const vars = { TOKEN: "hunter2", N: 1 };

test.each([
  [{ runtimeEnv: { env_vars: vars, pip: ["a"] } }, { runtimeEnv: { env_vars: hidden, pip: ["a"] } }],
  [[{ fields: { runtime_env: { env_vars: vars } } }], [{ fields: { runtime_env: { env_vars: hidden } } }]],
  [
    { serializedRuntimeEnv: JSON.stringify({ env_vars: vars }) },
    { serializedRuntimeEnv: JSON.stringify({ env_vars: hidden }) },
  ],
  [
    { runtimeEnvInfo: { serialized_runtime_env: JSON.stringify({ a: [{ env_vars: vars }] }) } },
    { runtimeEnvInfo: { serialized_runtime_env: JSON.stringify({ a: [{ env_vars: hidden }] }) } },
  ],
  // A text inside of a text, as in the config of a deployment.
  [
    { a: JSON.stringify({ b: JSON.stringify({ env_vars: vars }) }) },
    { a: JSON.stringify({ b: JSON.stringify({ env_vars: hidden }) }) },
  ],
  [{ serialized_runtime_env: "{'env_vars': {'TOKEN': 'hunter2'}}" }, { serialized_runtime_env: "<hidden>" }],
  [{ env_vars: ["TOKEN=hunter2"] }, { env_vars: "<hidden>" }],
  [
    { env_vars: null, envVars: vars },
    { env_vars: null, envVars: hidden },
  ],
  [
    { message: "no env_vars here", entrypoint: "env" },
    { message: "no env_vars here", entrypoint: "env" },
  ],
])("values of env_vars are hidden, and nothing else: %j", (value, shown) => {
  expect(withHiddenEnv<unknown>(value, {})).toEqual(shown);
  expect(withHiddenEnv<unknown>(value, { showEnv: true })).toBe(value);
});

test("endless nesting is copied, and its values are hidden", () => {
  let deep: unknown = { env_vars: vars, ["__proto__"]: 1 };
  for (let at = 0; at < 100_000; at++) deep = { deep, list: [at] };
  const text = jsonText(withHiddenEnv(deep, {}));
  expect(text).toBe(jsonText(deep).replace('"hunter2"', '"<hidden>"').replace('"N":1', '"N":"<hidden>"'));
});

test("a text in too many texts is hidden as a whole", () => {
  let text = JSON.stringify({ env_vars: vars });
  for (let at = 0; at < 6; at++) text = JSON.stringify({ text });
  expect(JSON.stringify(withHiddenEnv({ text }, {}))).not.toContain("hunter2");
});

test("no command prints a value of env_vars without --show-env", async () => {
  await using ray = await startFaultyRay({
    submissionId: "job",
    log: "",
    status: "SUCCEEDED",
    details: { runtime_env: { env_vars: { TOKEN: "hunter2" } } },
  });
  for (const command of [
    ["get", "job"],
    ["get", "job", "--json"],
    ["list", "--json"],
    ["wait", "job", "--json"],
  ]) {
    const [closed, open] = await Promise.all([
      runCli(["ray", ...command, "--address", ray.url]),
      runCli(["ray", ...command, "--show-env", "--address", ray.url]),
    ]);
    expect([closed.code, open.code]).toEqual([0, 0]);
    expect(closed.stdout).not.toContain("hunter2");
    expect(closed.stdout).toContain("TOKEN");
    expect(closed.stdout).toContain("<hidden>");
    expect(open.stdout).toContain("hunter2");
  }
});
