import { withCallSite } from "@jobwire/core/adapter-parts";
import type { RayCluster, RayPackage, UploadStep } from "@jobwire/core";
import { workingDirOf } from "../runtime-env/local-packages.ts";
import type { LeftOutEntry } from "./folder-entries.ts";
import type { WorkingDirOptions } from "./working-dir-package.ts";

/** A step of an upload. */
export type WorkingDirStep =
  /** Reads the folder, to name it by its content. */
  | {
      readonly step: "reading";
      /** Files read so far. */
      readonly files: number;
      /** Bytes read so far. */
      readonly bytes: number;
    }
  | UploadStep;

/** Options of an upload of a folder or an archive. */
export interface UploadWorkingDirOptions extends Omit<WorkingDirOptions, "onRead"> {
  /** Called at each step: while the folder is read, and before and after the upload. */
  readonly onStep?: ((step: WorkingDirStep) => void) | undefined;
}

/** A folder or an archive that Ray has. */
export interface UploadedPackage extends RayPackage {
  /** Number of files in the folder's package; null for an archive, which is not opened. */
  readonly files: number | null;
  /** What a rule left out, with the rule; empty for an archive. */
  readonly leftOut: ReadonlyArray<LeftOutEntry>;
}

/**
 * Makes a local folder, or an archive (`.zip`, `.tar.gz`, `.tgz`, `.tar.xz`), available to a cluster's jobs: uploads it unless Ray
 * has the same content already, and returns the URI for `working_dir` of a runtime_env. At most 100 MiB packed. Rejects with
 * `InvalidRequest` (reason `local`) that names the entries that cannot be packed, `Conflict` (reason `changed`) when the folder
 * changed meanwhile, and as `cluster.packages.upload` does.
 *
 * @example
 * ```ts
 * import { ray, uploadWorkingDir } from "jobwire";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * const { uri } = await uploadWorkingDir(cluster, "./training");
 * const job = await cluster.jobs.submit({ entrypoint: "ls", runtimeEnv: { working_dir: uri } });
 * console.log(job.submissionId);
 * await cluster.close();
 * ```
 */
export const uploadWorkingDir = (
  cluster: Pick<RayCluster, "packages">,
  path: string,
  options: UploadWorkingDirOptions = {},
): Promise<UploadedPackage> =>
  withCallSite(uploadWorkingDir, async () => {
    const { onStep, signal, ...rest } = options;
    const onRead = (files: number, bytes: number): void => onStep?.({ step: "reading", files, bytes });
    const { source, paths, leftOut } = await workingDirOf(path, { ...rest, signal, onRead });
    const uploaded = await cluster.packages.upload(source, { signal, onStep });
    const files = paths === undefined ? null : paths.filter((packed) => !packed.endsWith("/")).length;
    return { ...uploaded, files, leftOut };
  });
