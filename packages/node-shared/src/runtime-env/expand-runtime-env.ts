import type { RayCluster, RayPackage, RuntimeEnv } from "@jobwire/core";
import { checkNames, type NamesOf, withCallSite } from "@jobwire/core/adapter-parts";
import { checkRuntimeEnv } from "@jobwire/core/runtime-env-parts";
import type { LeftOutEntry } from "../working-dir/folder-entries.ts";
import type { WorkingDirStep } from "../working-dir/upload-working-dir.ts";
import { type WorkingDirOptions, workingDirNames } from "../working-dir/working-dir-package.ts";
import { expandInstallers } from "./expand-installers.ts";
import { localPackages } from "./local-packages.ts";

/** Options of {@link expandRuntimeEnv}: rules for folders, and progress callbacks. */
export interface ExpandRuntimeEnvOptions extends Omit<WorkingDirOptions, "onRead"> {
  /** Called at each step of each upload: while a folder is read, and before and after it is sent. */
  readonly onStep?: ((step: WorkingDirStep) => void) | undefined;
}

/** A local folder or file that was uploaded, or that Ray already had. */
export interface ExpandedPackage extends RayPackage {
  /** The field of the runtime_env: `working_dir` or `py_modules[0]`. */
  readonly field: string;
  /** The local path. */
  readonly path: string;
  /** Number of files in it; null for an archive, which is not opened. */
  readonly files: number | null;
  /** What a rule left out, with the rule. */
  readonly leftOut: ReadonlyArray<LeftOutEntry>;
}

/** A runtime_env that a cluster can use, and the packages that were uploaded for it. */
export interface ExpandedRuntimeEnv {
  /** The runtime_env for `submit`: each local path is now the URI of a package. */
  readonly runtimeEnv: RuntimeEnv;
  /** The packages, in the order of their fields; also those that the cluster already had. */
  readonly packages: ReadonlyArray<ExpandedPackage>;
}

const { onRead: _, ...folderNames } = workingDirNames;
const optionNames: NamesOf<ExpandRuntimeEnvOptions> = { ...folderNames, onStep: 1 };

/**
 * Makes a runtime_env as Ray's own client sends it: the lines of requirements files replace the names in `pip` and `uv`, the content
 * of the named file replaces `conda`, and a local `working_dir` and local `py_modules` (folders, `.py` files, wheels, archives) are uploaded
 * unless Ray has them. Relative paths start at the current folder. Uploads nothing when any of it is wrong: rejects with
 * `InvalidRequest` (reason `local`) that names the field, and as `uploadWorkingDir` does.
 *
 * @example
 * ```ts
 * import { expandRuntimeEnv, ray } from "jobwire";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * const { runtimeEnv } = await expandRuntimeEnv(cluster, { working_dir: "./training", env_vars: { EPOCHS: "3" } });
 * const job = await cluster.jobs.submit({ entrypoint: "ls", runtimeEnv });
 * console.log(job.submissionId);
 * await cluster.close();
 * ```
 */
export const expandRuntimeEnv = (
  cluster: Pick<RayCluster, "packages">,
  runtimeEnv: RuntimeEnv,
  options: ExpandRuntimeEnvOptions = {},
): Promise<ExpandedRuntimeEnv> =>
  withCallSite(expandRuntimeEnv, async () => {
    checkNames("expandRuntimeEnv()", options, optionNames);
    const { onStep, ...rest } = options;
    const { signal } = rest;
    // The checks below make it a RuntimeEnv again.
    const env: RuntimeEnv = await expandInstallers(runtimeEnv as Readonly<Record<string, unknown>>, signal);
    checkRuntimeEnv("runtimeEnv", { ...env, working_dir: undefined, py_modules: undefined });
    const onRead = (files: number, bytes: number): void => onStep?.({ step: "reading", files, bytes });
    const found = await localPackages(env, { ...rest, onRead });
    const packages: Array<ExpandedPackage> = [];
    for (const { field, path, source, paths, leftOut } of found) {
      const uploaded = await cluster.packages.upload(source, { signal, onStep });
      const files = paths === undefined ? null : paths.filter((packed) => !packed.endsWith("/")).length;
      packages.push({ ...uploaded, field, path, files, leftOut });
    }
    const uriOf = new Map(packages.map(({ field, uri }) => [field, uri]));
    const { working_dir: folder, py_modules: modules } = env;
    return {
      runtimeEnv: {
        ...env,
        ...(folder === undefined ? {} : { working_dir: uriOf.get("working_dir") ?? folder }),
        ...(Array.isArray(modules)
          ? {
              py_modules: (modules as ReadonlyArray<string>).map(
                (entry, at) => uriOf.get(`py_modules[${at}]`) ?? entry,
              ),
            }
          : {}),
      },
      packages,
    };
  });
