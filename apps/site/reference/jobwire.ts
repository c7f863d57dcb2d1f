/**
 * Everything for programs with promises, as `jobwire` exports it on Node. `@jobwire/node`, `@jobwire/bun` and `@jobwire/deno` export the same.
 *
 * @module jobwire
 */
export * from "jobwire";
