import { Effect } from "effect";
import type { JobwireError } from "../errors.ts";
import type { paths } from "../generated/ray.ts";
import type { Http } from "../http/http.ts";
import { makeTypedCall, type TypedCall } from "../http/typed-call.ts";

/** Ray's dashboard as operations know it. */
export interface RayApi {
  readonly http: Http;
  /** What to call the cluster in messages. */
  readonly address: string;
  /** One request by the generated client; gives the answer's text. No retries. */
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
