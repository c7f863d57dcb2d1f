import { Effect, Semaphore } from "effect";
import type { JobwireError } from "../../errors.ts";
import type { DirectAccessApi } from "./api.ts";
import { isStaleEndpoint } from "./stale-endpoint.ts";

/** Where the service is at present. */
export interface Endpoint {
  /** What to call it in messages; an address is not known before the first look-up. */
  readonly address: string;
  /**
   * Runs the request at the endpoint. When the answer says that the service has moved, the endpoint is found again and the
   * request sent once more: the old address had no service, so nothing was done there.
   */
  readonly use: <A>(
    request: (api: DirectAccessApi) => Effect.Effect<A, JobwireError>,
  ) => Effect.Effect<A, JobwireError>;
}

/** An endpoint that the caller named. */
export const fixedEndpoint = (api: DirectAccessApi): Endpoint => ({
  address: api.http.baseUrl,
  use: (request) => request(api),
});

/**
 * An endpoint that is looked up, kept in memory, and looked up again when it has become stale. Callers share a look-up: who
 * comes while one is under way waits for it.
 */
export const foundEndpoint = (address: string, lookUp: Effect.Effect<DirectAccessApi, JobwireError>): Endpoint => {
  const turn = Semaphore.makeUnsafe(1);
  let current: DirectAccessApi | undefined;
  /** Another one than `stale`. */
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
