/**
 * Local folders as `working_dir` of Ray jobs. Needs only files and hashes of Node's own modules, which Bun and
 * Deno have too.
 *
 * @module
 */
export {
  uploadWorkingDir,
  type UploadWorkingDirOptions,
  type WorkingDirStep,
} from "./working-dir/upload-working-dir.ts";
export {
  workingDirPackage,
  type WorkingDirOptions,
  type WorkingDirPackage,
} from "./working-dir/working-dir-package.ts";
