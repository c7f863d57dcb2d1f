import type { paths } from "@jobwire/gateway/openapi";
import createClient, { type Client } from "openapi-fetch";
import { apiBase } from "./base.ts";
import { GatewayError } from "./gateway-error.ts";
import { request } from "./request.ts";
import type { Problem } from "./types.ts";

/** The gateway's JSON API. */
export const api: Client<paths> = createClient<paths>({
  baseUrl: apiBase.replace(/\/$/, ""),
  fetch: (input) => request(input),
});

/**
 * The data of a response; throws {@link GatewayError} for a problem. The caller names the type: the one that openapi-fetch infers has
 * arrays without their methods where the description's arrays are read-only.
 */
export const dataOf = async <Data>(
  call: Promise<{ readonly data?: unknown; readonly error?: unknown; readonly response: Response }>,
): Promise<Data> => {
  const { data, error, response } = await call;
  if (response.ok) return data as Data;
  throw new GatewayError(
    response.status,
    typeof error === "object" && error !== null ? (error as Partial<Problem>) : {},
  );
};
