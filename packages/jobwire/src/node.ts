/**
 * `jobwire` on Node: chosen by the export condition.
 *
 * @module
 */
export * from "@jobwire/node";
