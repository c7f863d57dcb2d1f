/**
 * The checks of Ray's runtime environments and packages, for packages that read files. An entry of its own, so that no page loads
 * them with the parts of its adapter. For this repository alone.
 *
 * @module
 */
export { mostPackageBytes } from "./ray/packages/check-archive.ts";
export { checkRuntimeEnv, isPackageUri } from "./ray/runtime-env/check-runtime-env.ts";
export { type RequirementPath, requirementPath } from "./ray/runtime-env/requirement-path.ts";
export { parseRuntimeEnv } from "./ray/runtime-env/runtime-env-names.ts";
