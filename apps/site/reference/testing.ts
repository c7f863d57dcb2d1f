/**
 * Reference servers and servers with scripted faults.
 *
 * @module @jobwire/testing
 */
export * from "@jobwire/testing";
