/**
 * Parts for authors of adapters: queues between a pushing source and a pulling reader, requests with `fetch`, sockets with the
 * standard's `WebSocket`, and the checks of Ray's runtime environments for packages that read files.
 *
 * @module
 */
export * from "./adapter-parts/aborted-fault.ts";
export * from "./adapter-parts/body-queue.ts";
export * from "./adapter-parts/fetch-request.ts";
export * from "./adapter-parts/frame-queue.ts";
export * from "./adapter-parts/is-longer.ts";
export * from "./adapter-parts/join-headers.ts";
export { jsonText, maxShownDepth } from "./adapter-parts/json-text.ts";
export * from "./adapter-parts/origin-of.ts";
export * from "./adapter-parts/standard-socket.ts";
export { withCallSite } from "./call-site/with-call-site.ts";
export { visibleText } from "./http/visible-text.ts";
export { mostPackageBytes } from "./ray/packages/check-archive.ts";
export { checkRuntimeEnv, isPackageUri } from "./ray/runtime-env/check-runtime-env.ts";
export { type RequirementPath, requirementPath } from "./ray/runtime-env/requirement-path.ts";
export { hiddenCharacters, mayHide } from "./http/hidden-characters.ts";
