import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { PackageSource, RuntimeEnv } from "@jobwire/core";
import { InvalidRequest } from "@jobwire/core/errors";
import { checkNames, withCallSite } from "@jobwire/core/adapter-parts";
import { isPackageUri } from "@jobwire/core/runtime-env-parts";
import { archiveEndings, archivePackage, isArchive } from "../working-dir/archive-package.ts";
import { filePackage } from "../working-dir/file-package.ts";
import type { LeftOutEntry } from "../working-dir/folder-entries.ts";
import { folderPackage, type WorkingDirOptions, workingDirNames } from "../working-dir/working-dir-package.ts";

/** A local folder or file that a runtime_env names, as a package. */
export interface LocalPackage {
  /** The field that names it: `working_dir` or `py_modules[0]`. */
  readonly field: string;
  /** The path as the field names it. */
  readonly path: string;
  /** The package's name, size and content. */
  readonly source: PackageSource;
  /** Number of files in it; undefined for an archive, which is not opened. */
  readonly paths: ReadonlyArray<string> | undefined;
  /** The entries that a rule left out, with the rule. */
  readonly leftOut: ReadonlyArray<LeftOutEntry>;
}

const isDirectory = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true;

const ofFolder = async (
  field: string,
  path: string,
  options: WorkingDirOptions,
  topFolder?: string,
): Promise<LocalPackage> => {
  const source = await folderPackage(field, path, options, topFolder);
  return { field, path, source, paths: source.paths, leftOut: source.leftOut };
};

/** A `working_dir`: a folder, or an archive. */
export const workingDirOf = async (path: string, options: WorkingDirOptions): Promise<LocalPackage> => {
  const field = "working_dir";
  if (!isArchive(path) || (await isDirectory(path))) return await ofFolder(field, path, options);
  return { field, path, source: await archivePackage(field, path, options.signal), paths: undefined, leftOut: [] };
};

/** An entry of `py_modules`: a folder, a `.py` file, a wheel, or an archive that holds the module's folder at its top. Ray's default excludes apply to `working_dir` only. */
const moduleOf = async (field: string, path: string, options: WorkingDirOptions): Promise<LocalPackage> => {
  if (await isDirectory(path)) {
    return await ofFolder(field, path, { ...options, defaultExcludes: false }, basename(resolve(path)));
  }
  if (path.endsWith(".py")) {
    const source = await filePackage(field, path, options.signal);
    return { field, path, source, paths: [basename(path)], leftOut: [] };
  }
  // Ray's own client takes no other archive here, but its cluster unpacks them from a URI.
  if (path.endsWith(".whl") || isArchive(path)) {
    return { field, path, source: await archivePackage(field, path, options.signal), paths: undefined, leftOut: [] };
  }
  throw new InvalidRequest({
    message: `${field} ${path} is neither a folder, nor a .py file, nor a .whl file, nor an archive (${archiveEndings}). Name one of these.`,
    reason: "local",
  });
};

/**
 * The local folders and files that `working_dir` and `py_modules` of a runtime_env name, read and named, but not yet uploaded. It
 * skips URIs. `options.excludes` add to the `excludes` of the runtime_env, which apply to all of them.
 *
 * @example
 * ```ts
 * import { localPackages } from "jobwire";
 *
 * for (const { field, path, paths } of await localPackages({ working_dir: "./training" })) {
 *   console.log(field, path, paths?.length);
 * }
 * ```
 */
export const localPackages = (env: RuntimeEnv, options: WorkingDirOptions = {}): Promise<ReadonlyArray<LocalPackage>> =>
  withCallSite(localPackages, async () => {
    checkNames("localPackages()", options, workingDirNames);
    const { working_dir: folder, py_modules: modules, excludes: given } = env;
    const excludes = [...(Array.isArray(given) ? (given as ReadonlyArray<string>) : []), ...(options.excludes ?? [])];
    const own = { ...options, excludes };
    const isLocal = (value: unknown): value is string => typeof value === "string" && !isPackageUri(value);
    const packages: Array<LocalPackage> = [];
    if (isLocal(folder)) packages.push(await workingDirOf(folder, own));
    if (!Array.isArray(modules)) return packages;
    for (const [at, path] of (modules as ReadonlyArray<unknown>).entries()) {
      if (isLocal(path)) packages.push(await moduleOf(`py_modules[${at}]`, path, own));
    }
    return packages;
  });
