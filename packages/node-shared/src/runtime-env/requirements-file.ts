import { dirname, resolve } from "node:path";
import { InvalidRequest } from "@jobwire/core/errors";
import { requirementPath } from "@jobwire/core/runtime-env-parts";
import { FileProblem, readSmallFile } from "../small-file.ts";

/** Larger than any list of requirements or environment. */
const maxBytes = 4_194_304;

const local = (message: string, cause?: unknown): InvalidRequest =>
  new InvalidRequest({ message, reason: "local", cause });

/** Reads the file that a field of a runtime_env names. Rejects with `InvalidRequest` (reason `local`). */
export const readNamedFile = async (field: string, path: string, signal: AbortSignal | undefined): Promise<string> => {
  try {
    return await readSmallFile(path, { most: maxBytes, signal });
  } catch (error) {
    if (error instanceof FileProblem) throw local(`${field}: the file ${path} ${error.message}`, error.cause);
    throw error;
  }
};

/**
 * Lines of requirements, in which the lines of included files (`-r`) replace the include: paths are relative to `folder`, as in pip.
 * Rejects with `InvalidRequest` (reason `local`), which names the field and line but shows no content, for another local path: the
 * cluster has no such file.
 */
export const expandLines = async (
  field: string,
  lines: ReadonlyArray<string>,
  folder: string,
  signal: AbortSignal | undefined,
  above: ReadonlyArray<string> = [],
): Promise<ReadonlyArray<string>> => {
  const all: Array<string> = [];
  for (const [at, line] of lines.entries()) {
    const named = requirementPath(line);
    if (named === undefined) all.push(line);
    else if (named.kind === "requirements") {
      all.push(...(await linesOf(field, resolve(folder, named.path), signal, above)));
    } else {
      const what = named.kind === "constraints" ? "a local constraints file" : "a local package";
      const where = above.length === 0 ? `${field}[${at}]` : `${field}: line ${at + 1} of ${above.at(-1)}`;
      throw local(
        `${where} names ${what}, which does not exist on the cluster. Pass it in py_modules, or write a path of the cluster as a file:/// URL.`,
      );
    }
  }
  return all;
};

const linesOf = async (
  field: string,
  path: string,
  signal: AbortSignal | undefined,
  above: ReadonlyArray<string>,
): Promise<ReadonlyArray<string>> => {
  if (above.includes(path)) throw local(`${field}: the file ${path} includes itself. Remove the include.`);
  const lines = (await readNamedFile(field, path, signal)).trim().split(/\r\n|\r|\n/);
  return await expandLines(field, lines, dirname(path), signal, [...above, path]);
};

/** The lines of a requirements file as Ray's own client sends them: each once, with those of included files in place. */
export const requirementsFile = async (
  field: string,
  path: string,
  signal: AbortSignal | undefined,
): Promise<ReadonlyArray<string>> => [...new Set(await linesOf(field, resolve(path), signal, []))];
