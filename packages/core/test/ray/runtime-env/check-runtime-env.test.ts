import { describe, expect, test } from "vitest";
import { checkGivenConfig } from "../../../src/ray/serve/serve-config.ts";
import { checkRuntimeEnv } from "../../../src/ray/runtime-env/check-runtime-env.ts";
import { requirementPath } from "../../../src/ray/runtime-env/requirement-path.ts";
import { submitBody } from "../../../src/ray/submit-body.ts";

const problem = (env: Readonly<Record<string, unknown>>): string | undefined => {
  try {
    checkRuntimeEnv("env", env);
    return undefined;
  } catch (error) {
    expect(error).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
    return (error as Error).message;
  }
};

test.each<[string, Readonly<Record<string, unknown>>]>([
  ["env.working_dir ", { working_dir: "./job" }],
  ["env.working_dir ", { working_dir: "/srv/job.zip" }],
  ["env.working_dir ", { working_dir: "C:\\job" }],
  ["env.working_dir ", { working_dir: "" }],
  ["env.working_dir ", { working_dir: 1 }],
  ["env.py_modules[1] ", { py_modules: ["gcs://a.zip", "lib"] }],
  ["env.py_modules ", { py_modules: "lib" }],
  ["env.java_jars[0] ", { java_jars: ["/a.jar"] }],
  ["env.pip ", { pip: "requirements.txt" }],
  ["env.pip ", { pip: "/etc/requirements.txt" }],
  ["env.pip ", { pip: 7 }],
  ["env.pip[1] ", { pip: ["requests", "-r requirements.txt"] }],
  ["env.pip[0] ", { pip: [3] }],
  ["env.pip.packages ", { pip: { packages: "requirements.txt", pip_check: true } }],
  ["env.pip.packages ", { pip: { pip_check: true } }],
  ["env.uv ", { uv: "pyproject.toml" }],
  ["env.uv.packages[0] ", { uv: { packages: ["./wheels/a.whl"] } }],
  ["env.conda ", { conda: "environment.yml" }],
  ["env.conda ", { conda: "/opt/envs/a" }],
  ["env.conda ", { conda: ["a"] }],
  ["env.conda.dependencies[1].pip[0] ", { conda: { dependencies: ["python", { pip: ["-r a.txt"] }] } }],
  ["env.excludes ", { excludes: "*.csv" }],
  ["env.env_vars ", { env_vars: ["A"] }],
  ["env.env_vars.N is a number", { env_vars: { OK: "1", N: 4711 } }],
  ["env.env_vars.B is a boolean", { env_vars: { B: true } }],
  ["env.env_vars.Z is null", { env_vars: { Z: null } }],
  ["env.env_vars.L is a list", { env_vars: { L: ["4711"] } }],
  ["env.env_vars.O is an object", { env_vars: { O: { key: "4711" } } }],
])("%s%j is refused, and no value is shown", (start, env) => {
  const message = problem(env);
  expect(message?.startsWith(start)).toBe(true);
  expect(message).not.toMatch(/4711|requirements\.txt|\/opt|\/etc/);
});

test("values for the cluster pass", () => {
  expect(
    problem({
      working_dir: "gcs://_ray_pkg_0.zip",
      py_modules: ["https://host/a.whl", "local:///srv/lib", "file:///mnt/a.zip"],
      pip: {
        packages: ["requests==2.*", "-r ${RAY_RUNTIME_ENV_CREATE_WORKING_DIR}/requirements.txt"],
        pip_check: false,
      },
      env_vars: { A: "", B: "1" },
      excludes: [],
      config: { setup_timeout_seconds: 10 },
      extra: { something_new: { path: "./x" } },
    }),
  ).toBeUndefined();
  expect(problem({ conda: "my-env", working_dir: null, pip: null, env_vars: null })).toBeUndefined();
  expect(
    problem({ conda: { name: "a", dependencies: ["python=3.11", { pip: ["torch"] }] }, uv: ["numpy"] }),
  ).toBeUndefined();
});

describe("a requirements line names a local path", () => {
  test.each([
    ["-r base.txt", "requirements", "base.txt"],
    ["-rbase.txt", "requirements", "base.txt"],
    ["--requirement=../base.txt # ours", "requirements", "../base.txt"],
    ["--requirement base.txt", "requirements", "base.txt"],
    ["-c /etc/constraints.txt", "constraints", "/etc/constraints.txt"],
    ["-e .", "package", "."],
    ["--editable lib", "package", "lib"],
    ["-f ./wheels", "package", "./wheels"],
    ["./lib[extra]", "package", "./lib[extra]"],
    ["lib/", "package", "lib/"],
    ["~/lib", "package", "~/lib"],
    ["C:\\lib", "package", "C:\\lib"],
    ["a-1.0-py3-none-any.whl ; python_version > '3'", "package", "a-1.0-py3-none-any.whl"],
    ['"a.tar.gz"', "package", "a.tar.gz"],
  ])("%s", (line, kind, path) => {
    expect(requirementPath(line)).toEqual({ kind, path });
  });

  test.each([
    "",
    "# -r base.txt",
    "requests>=2,<3",
    "torch==2.1+cpu --hash=sha256:ab/c",
    "--index-url https://host/simple",
    "--extra-index-url=https://user:word@host/simple",
    "-e git+https://host/a.git#egg=a",
    "a @ https://host/a.whl",
    "a @ file:///srv/a.whl",
    "-r https://host/requirements.txt",
    "-r file:///srv/requirements.txt",
    "-r ${RAY_RUNTIME_ENV_CREATE_WORKING_DIR}/requirements.txt",
    "ray[serve]; sys_platform == 'linux'",
    "-f https://download.pytorch.org/whl/torch_stable.html",
    "--no-binary :all:",
    "--pre",
  ])("does not: %s", (line) => {
    expect(requirementPath(line)).toBeUndefined();
  });
});

test("a submit is refused before anything is sent, and so is a Serve config", () => {
  const env = { pip: "requirements.txt" };
  expect(() => submitBody({ entrypoint: "true", runtimeEnv: env })).toThrow("submit: runtimeEnv.pip names a file");
  const application = { name: "a", import_path: "a:b" };
  const deploy = (more: object): unknown => checkGivenConfig({ applications: [{ ...application, ...more }] });
  expect(() => deploy({ runtime_env: env })).toThrow("application a: runtime_env.pip");
  const deployments = [{ name: "d", ray_actor_options: { runtime_env: { env_vars: { A: 1 } } } }];
  expect(() => deploy({ deployments })).toThrow(
    "application a: deployments[0].ray_actor_options.runtime_env.env_vars.A",
  );
  expect(deploy({ runtime_env: { pip: ["requests"] } })).toBeDefined();
});
