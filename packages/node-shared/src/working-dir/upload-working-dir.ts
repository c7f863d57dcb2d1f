import { readFile, stat } from "node:fs/promises";
import { InvalidRequest, mostPackageBytes, type RayCluster, type RayPackage, type UploadStep } from "@jobwire/core";
import { workingDirPackage, type WorkingDirOptions } from "./working-dir-package.ts";

/** What an upload of a folder does. */
export type WorkingDirStep =
  /** The folder is read, to name it by its content. */
  { readonly step: "reading"; readonly files: number; readonly bytes: number } | UploadStep;

/** Options of an upload of a folder or an archive. */
export interface UploadWorkingDirOptions extends Omit<WorkingDirOptions, "onRead"> {
  readonly onStep?: ((step: WorkingDirStep) => void) | undefined;
}

/** A `.zip` file's bytes; refused above 100 MiB before they are read. */
const archiveAt = async (path: string): Promise<Uint8Array> => {
  const stats = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    const message = `working_dir ${path} cannot be read: ${cause.code ?? cause.message}`;
    throw new InvalidRequest({ message, reason: "local", cause });
  });
  if (stats.size > mostPackageBytes) {
    const message = `working_dir ${path}: ${stats.size} bytes are more than the 104,857,600 (100 MiB) that Ray takes`;
    throw new InvalidRequest({ message, reason: "local" });
  }
  return await readFile(path);
};

/**
 * Makes a local folder, or a `.zip` file, available to a cluster's jobs: uploads it unless Ray has the same content already, and
 * gives the URI for `working_dir` of a runtime_env. Not above 100 MiB packed. Rejects with `InvalidRequest` (reason `local`) for
 * what cannot be packed, `Conflict` (reason `changed`) when the folder changed meanwhile, and as `cluster.packages.upload` does.
 */
export const uploadWorkingDir = async (
  cluster: Pick<RayCluster, "packages">,
  path: string,
  options: UploadWorkingDirOptions = {},
): Promise<RayPackage> => {
  const { onStep, signal, ...rest } = options;
  const source = /\.zip$/i.test(path)
    ? await archiveAt(path)
    : await workingDirPackage(path, {
        ...rest,
        signal,
        onRead: (files, bytes) => onStep?.({ step: "reading", files, bytes }),
      });
  return await cluster.packages.upload(source, { signal, onStep });
};
