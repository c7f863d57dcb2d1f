import { dirname, resolve } from "node:path";
import { InvalidRequest } from "@jobwire/core/errors";
import { expandLines, readNamedFile, requirementsFile } from "./requirements-file.ts";

type Environment = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts = (value: unknown): value is ReadonlyArray<string> =>
  Array.isArray(value) && value.every((entry) => typeof entry === "string");

/** A file, or a list whose lines may include files, as the list that Ray's own client sends. Other values are checked later. */
const packagesOf = async (field: string, value: unknown, signal: AbortSignal | undefined): Promise<unknown> => {
  if (typeof value === "string") return await requirementsFile(field, value, signal);
  return isTexts(value) ? await expandLines(field, value, process.cwd(), signal) : value;
};

const installer = async (field: "pip" | "uv", value: unknown, signal: AbortSignal | undefined): Promise<unknown> => {
  if (isRecord(value)) {
    return { ...value, packages: await packagesOf(`${field}.packages`, value["packages"], signal) };
  }
  const packages = await packagesOf(field, value, signal);
  return typeof value === "string" ? { packages, [`${field}_check`]: false } : packages;
};

/** A conda environment with the lines of its `pip` lists expanded. */
const condaPackages = async (value: Environment, folder: string, signal: AbortSignal | undefined): Promise<unknown> => {
  const { dependencies } = value;
  if (!Array.isArray(dependencies)) return value;
  const expanded: Array<unknown> = [];
  for (const [at, entry] of (dependencies as ReadonlyArray<unknown>).entries()) {
    const pip = isRecord(entry) ? entry["pip"] : undefined;
    const field = `conda.dependencies[${at}].pip`;
    expanded.push(isTexts(pip) ? { ...(entry as object), pip: await expandLines(field, pip, folder, signal) } : entry);
  }
  return { ...value, dependencies: expanded };
};

const conda = async (value: unknown, signal: AbortSignal | undefined): Promise<unknown> => {
  if (isRecord(value)) return await condaPackages(value, process.cwd(), signal);
  if (typeof value !== "string" || !/\.ya?ml$/.test(value)) return value;
  const path = resolve(value);
  const text = await readNamedFile("conda", path, signal);
  const { parseDocument } = await import("yaml");
  // Parsed as Ray's own client does, with YAML 1.1. The parser's message may quote the file, so it is not repeated.
  const document = parseDocument(text, { version: "1.1", logLevel: "silent", prettyErrors: false });
  let content: unknown;
  try {
    content = document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 100 });
  } catch {
    // The file has too many aliases.
  }
  if (isRecord(content)) return await condaPackages(content, dirname(path), signal);
  throw new InvalidRequest({
    message: `conda: the file ${path} is not a YAML document of a conda environment. Name a file that \`conda env create\` accepts.`,
    reason: "local",
  });
};

/** The runtime_env in which the content of the files that `pip`, `uv` and `conda` name replaces their names, as Ray's own client does. */
export const expandInstallers = async (env: Environment, signal: AbortSignal | undefined): Promise<Environment> => {
  const { pip, uv, conda: environment } = env;
  return {
    ...env,
    ...(pip === undefined || pip === null ? {} : { pip: await installer("pip", pip, signal) }),
    ...(uv === undefined || uv === null ? {} : { uv: await installer("uv", uv, signal) }),
    ...(environment === undefined || environment === null ? {} : { conda: await conda(environment, signal) }),
  };
};
