/**
 * `jobwire` on Node; the export condition selects it.
 *
 * @module
 */
export * from "@jobwire/node";
