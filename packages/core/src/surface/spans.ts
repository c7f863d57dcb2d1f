import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";

/** What a span states about its operation, such as the server's address. */
type Attributes = Readonly<Record<string, string>>;

/** Runs an operation in a span, which the tracer of an Effect program gets. Redact errors before: the tracer gets these, too. */
export const inSpan =
  (name: string, attributes: Attributes) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.withSpan(effect, name, { kind: "client", attributes }) as Effect.Effect<A, E, R>;

/** The same for a stream. */
export const streamInSpan =
  (name: string, attributes: Attributes) =>
  <A, E, R>(stream: Stream.Stream<A, E, R>): Stream.Stream<A, E, R> =>
    Stream.withSpan(stream, name, { kind: "client", attributes }) as Stream.Stream<A, E, R>;

/** Adds an attribute to the span of the running operation. */
export const annotateSpan = (name: string, value: unknown): Effect.Effect<void> =>
  Effect.annotateCurrentSpan(name, value);
