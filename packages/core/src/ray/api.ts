import * as Effect from "effect/Effect";
import type { JobwireError } from "../errors.ts";
import type { paths } from "../generated/ray.ts";
import type { Http } from "../http/http.ts";
import { makeTypedCall, type TypedCall } from "../http/typed-call.ts";

/** Ray's dashboard, as the calls of this client use it. */
export interface RayApi {
  readonly http: Http;
  /** The cluster's name in messages: the dashboard's address. */
  readonly address: string;
  /** Sends one request of the generated client and returns the text of its response. No retries. */
  readonly call: (...call: Parameters<TypedCall<paths>>) => Effect.Effect<string, JobwireError>;
}

/** The dashboard behind `http`. */
export const makeRayApi = (http: Http): RayApi => {
  const call = makeTypedCall<paths>(http);
  return {
    http,
    address: http.baseUrl,
    call: (...args) => Effect.map(call(...args), ({ text }) => text),
  };
};
