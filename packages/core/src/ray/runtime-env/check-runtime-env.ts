import { InvalidRequest } from "../../errors.ts";
import { excerpt } from "../../http/visible-text.ts";
import { isRecord } from "../../is-record.ts";
import { requirementPath } from "./requirement-path.ts";
import { checkRuntimeEnvNames } from "./runtime-env-names.ts";

/** True for a URI, which the cluster fetches. One letter before the colon is a Windows drive. */
export const isPackageUri = (text: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(text);

const prepare = "Use expandRuntimeEnv of the Node, Bun or Deno package, which reads and uploads local files";

/**
 * Throws `InvalidRequest` (reason `local`) for values that Ray would take for files of the head, or that would fail after the
 * job exists: local paths of `working_dir`, `py_modules`, `java_jars`, `pip`, `uv` and `conda`, and values of `env_vars` that
 * are not text; and for keys that Ray would ignore ({@link checkRuntimeEnvNames}). Messages name keys and indexes, never values, which
 * may be secrets. `label` names the runtime_env, `plugins` where the keys of plugins are.
 */
export const checkRuntimeEnv = (label: string, env: object, plugins: "extra" | "anywhere" = "extra"): void => {
  const invalid = (field: string, problem: string): InvalidRequest =>
    new InvalidRequest({ message: `${label}.${field} ${problem}`, reason: "local" });
  const given = (field: string): unknown => (env as Readonly<Record<string, unknown>>)[field] ?? undefined;
  checkRuntimeEnvNames(label, env as Readonly<Record<string, unknown>>, plugins);

  const uri = (field: string, value: unknown): void => {
    if (typeof value !== "string") throw invalid(field, "must be text. Set it to the URI of a package");
    if (!isPackageUri(value))
      throw invalid(field, `is a path, which the cluster would look for on its own disk. ${prepare}`);
  };
  const texts = (field: string, value: unknown, what: string): ReadonlyArray<string> => {
    if (!Array.isArray(value)) throw invalid(field, `must be a list of ${what}`);
    for (const [at, entry] of value.entries())
      if (typeof entry !== "string") throw invalid(`${field}[${at}]`, "must be text");
    return value as ReadonlyArray<string>;
  };
  const requirements = (field: string, value: unknown): void => {
    if (typeof value === "string") {
      throw invalid(
        field,
        `names a file, which the cluster would look for on its own disk. ${prepare}, or set it to a list of requirements`,
      );
    }
    for (const [at, line] of texts(field, value, "requirements").entries()) {
      if (requirementPath(line) === undefined) continue;
      throw invalid(
        `${field}[${at}]`,
        `names a local path, which does not exist on the cluster. ${prepare}, or write a path of the cluster as a file:/// URL`,
      );
    }
  };
  const installer = (field: string): void => {
    const value = given(field);
    if (isRecord(value)) requirements(`${field}.packages`, value["packages"]);
    else if (value !== undefined) requirements(field, value);
  };
  const conda = (): void => {
    const value = given("conda");
    if (value === undefined) return;
    if (typeof value === "string") {
      if (!/\.ya?ml$/i.test(value) && !/[/\\]/.test(value)) return;
      throw invalid(
        "conda",
        `is a path, which the cluster would look for on its own disk. ${prepare}, or set it to the environment's name or content`,
      );
    }
    if (!isRecord(value)) throw invalid("conda", "must be an environment's name or content");
    const { dependencies } = value;
    if (!Array.isArray(dependencies)) return;
    for (const [at, entry] of dependencies.entries()) {
      if (isRecord(entry) && Array.isArray(entry["pip"])) requirements(`conda.dependencies[${at}].pip`, entry["pip"]);
    }
  };
  const variables = (): void => {
    const value = given("env_vars");
    if (value === undefined) return;
    if (!isRecord(value)) throw invalid("env_vars", "must be an object of texts");
    for (const [name, entry] of Object.entries(value)) {
      if (typeof entry === "string") continue;
      const kind =
        entry === null
          ? "null"
          : Array.isArray(entry)
            ? "a list"
            : `a${typeof entry === "object" ? "n" : ""} ${typeof entry}`;
      throw invalid(`env_vars.${excerpt(name, 60)}`, `is ${kind}, but Ray accepts only text. Put the value in quotes`);
    }
  };

  if (given("working_dir") !== undefined) uri("working_dir", given("working_dir"));
  for (const field of ["py_modules", "java_jars"]) {
    const value = given(field);
    if (value !== undefined) texts(field, value, "URIs").forEach((entry, at) => uri(`${field}[${at}]`, entry));
  }
  if (given("excludes") !== undefined) texts("excludes", given("excludes"), "texts");
  installer("pip");
  installer("uv");
  conda();
  variables();
};
