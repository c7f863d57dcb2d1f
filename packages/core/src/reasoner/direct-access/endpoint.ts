import * as Effect from "effect/Effect";
import * as Semaphore from "effect/Semaphore";
import type { JobwireError } from "../../errors.ts";
import type { DirectAccessApi } from "./api.ts";
import { isStaleEndpoint } from "./stale-endpoint.ts";

/** The current address of the service. */
export interface Endpoint {
  /** The name of the endpoint in messages; its address is unknown before the first look-up. */
  readonly address: string;
  /**
   * Sends the request to the endpoint. When the response shows that the service has moved, looks the endpoint up again and
   * sends the request once more: the old address had no service, so nothing was done there.
   */
  readonly use: <A>(
    request: (api: DirectAccessApi) => Effect.Effect<A, JobwireError>,
  ) => Effect.Effect<A, JobwireError>;
}

/** An endpoint that the caller configured. */
export const fixedEndpoint = (api: DirectAccessApi): Endpoint => ({
  address: api.http.baseUrl,
  use: (request) => request(api),
});

/**
 * An endpoint that the client looks up, keeps in memory, and looks up again when it is stale. Callers share a look-up: a caller
 * that arrives during one waits for it.
 */
export const foundEndpoint = (address: string, lookUp: Effect.Effect<DirectAccessApi, JobwireError>): Endpoint => {
  const turn = Semaphore.makeUnsafe(1);
  let current: DirectAccessApi | undefined;
  /** Returns an endpoint other than `stale`. */
  const find = (stale: DirectAccessApi | undefined): Effect.Effect<DirectAccessApi, JobwireError> =>
    Effect.suspend(() =>
      current !== undefined && current !== stale
        ? Effect.succeed(current)
        : Effect.tap(lookUp, (found) =>
            Effect.sync(() => {
              current = found;
            }),
          ),
    ).pipe(turn.withPermits(1));
  return {
    address,
    use: (request) =>
      Effect.gen(function* () {
        const api = current ?? (yield* find(undefined));
        return yield* request(api).pipe(Effect.catchIf(isStaleEndpoint, () => Effect.flatMap(find(api), request)));
      }),
  };
};
