/**
 * The parts of a client for a job system of your own.
 *
 * @module @jobwire/core/backend
 */
export * from "@jobwire/core/backend";
