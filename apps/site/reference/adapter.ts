/**
 * The parts of an adapter for a runtime of your own.
 *
 * @module @jobwire/core/adapter-parts
 */
export * from "@jobwire/core/adapter-parts";
