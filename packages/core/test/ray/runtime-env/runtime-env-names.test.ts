import { describe, expect, expectTypeOf, test } from "vitest";
import type { RuntimeEnv, ServeConfig, SubmitRequest } from "../../../src/index.ts";
import { parseRuntimeEnv } from "../../../src/ray/runtime-env/runtime-env-names.ts";
import { checkGivenConfig } from "../../../src/ray/serve/serve-config.ts";
import { submitBody } from "../../../src/ray/submit-body.ts";

const messageOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    expect(error).toMatchObject({ _tag: "InvalidRequest", reason: "local" });
    return (error as Error).message;
  }
  throw new Error("nothing was thrown");
};
const bodyOf = (runtimeEnv: object): unknown => submitBody({ entrypoint: "true", runtimeEnv }).runtime_env;
const submitMessage = (runtimeEnv: object): string => messageOf(() => bodyOf(runtimeEnv));

describe("a submit refuses a key that Ray would ignore", () => {
  test.each([
    [{ envVars: { A: "sesame" } }, "runtimeEnv.envVars", '"env_vars"'],
    [{ env_var: { A: "sesame" } }, "runtimeEnv.env_var", '"env_vars"'],
    [{ workingDir: "gcs://a.zip" }, "runtimeEnv.workingDir", '"working_dir"'],
    [{ pyModules: [] }, "runtimeEnv.pyModules", '"py_modules"'],
    [{ "py-executable": "python" }, "runtimeEnv.py-executable", '"py_executable"'],
    [{ imageUri: "a" }, "runtimeEnv.imageUri", '"image_uri"'],
    [{ Pip: ["a"] }, "runtimeEnv.Pip", '"pip"'],
    [{ exclude: ["a"] }, "runtimeEnv.exclude", '"excludes"'],
    [{ config: { setupTimeoutSeconds: 1 } }, "runtimeEnv.config", '"setup_timeout_seconds"'],
    [{ config: { timeout: 1 } }, "runtimeEnv.config", "setup_timeout_seconds, eager_install, log_files"],
    [{ pip: { packages: ["a"], pipCheck: true } }, "runtimeEnv.pip", '"pip_check"'],
    [{ uv: { packages: ["a"], pip_check: true } }, "runtimeEnv.uv", "packages, uv_check, uv_version"],
    [{ container: { imag: "a" } }, "runtimeEnv.container", '"image"'],
    [{ extra: { envVars: {} } }, "runtimeEnv.extra.envVars", '"env_vars"'],
    [{ extra: { env_vars: {} } }, "runtimeEnv.extra.env_vars", 'Move it out of "extra"'],
    [{ extra: "sesame" }, "runtimeEnv.extra", "must be an object"],
  ])("%j", (env, key, advice) => {
    const message = submitMessage(env);
    expect(message).toContain(`submit: ${key} `);
    expect(message).toContain(advice);
    expect(message).not.toContain("sesame");
  });

  test("and points to `extra` for one that is no misspelling", () => {
    const message = submitMessage({ my_company_plugin: { secret: "sesame" } });
    expect(message).toContain("runtimeEnv.my_company_plugin is not a field of Ray's runtime_env");
    expect(message).toContain('Put the settings of your own plugin into "extra"');
    expect(message).not.toContain("did you mean");
  });
});

test("every field that Ray 2.40 or 2.60 knows passes unchanged, and plugins go beside them", () => {
  const own = {
    env_vars: { A: "1" },
    working_dir: "gcs://a.zip",
    py_modules: ["gcs://b.zip"],
    py_executable: "uv run",
    java_jars: ["https://host/a.jar"],
    excludes: ["*.csv"],
    uv: { packages: ["numpy"], uv_check: true, uv_version: "==0.4.0", uv_pip_install_options: ["--no-cache"] },
    config: { setup_timeout_seconds: -1, eager_install: false, log_files: ["a.log"] },
    container: { image: "a", worker_path: "/a.py", run_options: ["--a"] },
    image_uri: "a",
    worker_process_setup_hook: "a.b",
    nsight: "default",
    _nsight: { t: "cuda" },
    rocprof_sys: { args: {} },
    _rocprof_sys: "default",
    mpi: { args: ["-n", "4"], worker_entry: "a.b" },
    _ray_release: "2.60.0",
    _ray_commit: "c",
    _inject_current_ray: true,
  } satisfies RuntimeEnv;
  expect(bodyOf({ ...own, extra: { my_plugin: { a: [1] } } })).toEqual({ ...own, my_plugin: { a: [1] } });
  expect(
    bodyOf({ pip: { packages: ["a"], pip_check: false, pip_version: "==24", pip_install_options: [] } }),
  ).toBeDefined();
  expect(bodyOf({ conda: { name: "a", dependencies: ["python", { pip: ["b"] }], variables: {} } })).toBeDefined();
  expect(bodyOf({ env_vars: undefined, pip: null, extra: undefined })).toEqual({ env_vars: undefined, pip: null });
});

describe("a document", () => {
  test("may have plugins at its top level: they move to `extra`, and back when they are sent", () => {
    const document = { env_vars: { A: "1" }, my_plugin: { a: 1 }, "x-team": "b" };
    const env = parseRuntimeEnv(document);
    expect(env).toEqual({ env_vars: { A: "1" }, extra: { my_plugin: { a: 1 }, "x-team": "b" } });
    expect(bodyOf(env)).toEqual(document);
    expect(parseRuntimeEnv({ pip: ["a"] })).toEqual({ pip: ["a"] });
    expect(parseRuntimeEnv({ __proto__: null, constructor: 1 })).toEqual({ extra: { constructor: 1 } });
  });

  test.each([
    [{ envVars: {} }, '"env_vars"'],
    [{ "working-dir": "." }, '"working_dir"'],
    [{ config: { eagerInstall: true } }, '"eager_install"'],
    [["a"], "must be an object"],
    [null, "must be an object"],
  ])("%j is refused", (document, advice) => {
    expect(messageOf(() => parseRuntimeEnv(document))).toContain(advice);
  });
});

test("a Serve config keeps plugins where Serve has them, and refuses another spelling of a field", () => {
  const config = (env: object): ServeConfig => ({
    applications: [{ name: "a", import_path: "a:b", runtime_env: { ...env } }],
  });
  const plugin = config({ env_vars: { A: "1" }, my_plugin: { a: 1 } });
  expect(checkGivenConfig(plugin)).toBe(plugin);
  expect(messageOf(() => checkGivenConfig(config({ envVars: {} })))).toContain(
    'application a: runtime_env.envVars is not a field of Ray\'s runtime_env; did you mean "env_vars"?',
  );
});

test("a misspelt field of a submit is named", () => {
  expect(messageOf(() => submitBody({ entrypoint: "a", runtime_env: {} } as SubmitRequest))).toContain(
    'unknown field runtime_env; did you mean "runtimeEnv"?',
  );
});

test("the compiler refuses what the checks refuse", () => {
  expectTypeOf<{ readonly envVars: object }>().not.toMatchTypeOf<RuntimeEnv>();
  const wrong: ReadonlyArray<RuntimeEnv> = [
    // @ts-expect-error -- Ray's spelling is env_vars
    { envVars: { A: "1" } },
    // @ts-expect-error -- Ray's spelling is working_dir
    { workingDir: "." },
    // @ts-expect-error -- Ray's spelling is py_modules
    { pyModules: [] },
    // @ts-expect-error -- Ray takes text only
    { env_vars: { A: 1 } },
    // @ts-expect-error -- a plugin belongs into extra
    { my_plugin: {} },
    // @ts-expect-error -- Ray's spelling is setup_timeout_seconds
    { config: { setupTimeoutSeconds: 1 } },
  ];
  expect(wrong).toHaveLength(6);
});
