/**
 * The same clients as services and streams of Effect.
 *
 * @module jobwire/effect
 */
export * from "jobwire/effect";
