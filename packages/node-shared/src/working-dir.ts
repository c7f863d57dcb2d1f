/**
 * Local folders and files that the runtime environment of a Ray job names. Uses only files and hashes of Node's own modules, which
 * Bun and Deno also have.
 *
 * @module
 */
export type { LeftOutEntry } from "./working-dir/folder-entries.ts";
export {
  type UploadedPackage,
  uploadWorkingDir,
  type UploadWorkingDirOptions,
  type WorkingDirStep,
} from "./working-dir/upload-working-dir.ts";
export {
  workingDirPackage,
  type WorkingDirOptions,
  type WorkingDirPackage,
} from "./working-dir/working-dir-package.ts";
export {
  type ExpandedPackage,
  type ExpandedRuntimeEnv,
  expandRuntimeEnv,
  type ExpandRuntimeEnvOptions,
} from "./runtime-env/expand-runtime-env.ts";
export { parseRuntimeEnv } from "@jobwire/core/runtime-env-parts";
export { type LocalPackage, localPackages } from "./runtime-env/local-packages.ts";
export { packagingFromEnv } from "./working-dir/packaging-from-env.ts";
