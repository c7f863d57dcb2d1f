import * as Effect from "effect/Effect";
import * as Stream from "effect/Stream";
import { nameDocs } from "../errors/name-docs.ts";
import type { Redactor } from "./redactor.ts";

/**
 * Wraps a client's surface so that every error of its effects and streams is redacted and names its docs, whatever raised it. New
 * members of a surface are covered automatically.
 */
export const redactedSurface = <Surface extends object>(surface: Surface, redactor: Redactor): Surface => {
  // The URL comes after the redaction, which would replace a part of it that is also a secret.
  const toLeave = (error: unknown): unknown => nameDocs(redactor.error(error));
  const clean = (value: unknown): unknown => {
    if (Effect.isEffect(value)) return Effect.mapError(value as Effect.Effect<unknown, unknown>, toLeave);
    if (Stream.isStream(value)) return Stream.mapError(value as Stream.Stream<unknown, unknown>, toLeave);
    return value;
  };
  const member = (value: unknown): unknown => {
    if (typeof value === "function") {
      const operation = value as (...args: ReadonlyArray<unknown>) => unknown;
      return (...args: ReadonlyArray<unknown>) => clean(operation(...args));
    }
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, member(inner)]));
  };
  return member(surface) as Surface;
};
