import { InvalidRequest } from "@jobwire/core/errors";
import { type Http, makeTypedCall, type TypedCall } from "@jobwire/core/backend";
import type { paths } from "../generated/gateway.ts";

/** The requests to one gateway. Each is one try; the surface retries. */
export interface GatewayApi {
  readonly http: Http;
  /** The gateway's URL, without a trailing slash. */
  readonly address: string;
  readonly call: TypedCall<paths>;
}

/** The requests about one system of a gateway. */
export interface SystemApi extends GatewayApi {
  /** The system's name, as paths have it. */
  readonly system: string;
  /** Begins the names of its jobs in messages: ` of training at https://…`. */
  readonly at: string;
}

/** A write without a body needs the content type as well: a page of another origin cannot send it unasked. */
export const jsonHeaders = { "content-type": "application/json" } as const;

/** Makes the requests to one gateway. */
export const makeGatewayApi = (http: Http): GatewayApi => ({
  http,
  address: http.baseUrl,
  call: makeTypedCall<paths>(http),
});

/** The requests about one system. Throws `InvalidRequest` (reason `local`) for a name that no system has. */
export const systemApi = (api: GatewayApi, system: unknown): SystemApi => {
  if (typeof system !== "string" || !/^[A-Za-z0-9._-]{1,64}$/.test(system) || /^\.{1,2}$/.test(system)) {
    throw new InvalidRequest({
      message:
        "A system's name is 1 to 64 letters, digits, dots, underscores and hyphens. Use a name that systems() lists",
      reason: "local",
    });
  }
  return { ...api, system, at: ` of ${system} at ${api.address}` };
};

/** The path of a job's stream below the gateway's address. */
export const streamPath = ({ system }: SystemApi, id: string, stream: "log" | "events"): string =>
  `/v1/systems/${encodeURIComponent(system)}/jobs/${encodeURIComponent(id)}/${stream}`;
