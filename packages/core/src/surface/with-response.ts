import { withCallSite } from "../call-site/with-call-site.ts";
import { InvalidRequest } from "../errors.ts";
import type { CallResponse } from "../http/call-response.ts";
import type { CallOptions } from "./options.ts";

/** The data of a call, and its response. */
export interface WithResponse<Data> {
  /** What the call resolves with. */
  readonly data: Data;
  /** The last response of the call; undefined when it sent no request, such as a wait of a handle that knows its end. */
  readonly response: CallResponse | undefined;
}

/**
 * Makes a call and resolves with its data and its response. Rejects as the call does, and with `InvalidRequest` (reason `local`) for a
 * value that is no function.
 *
 * @example
 * ```ts
 * import { ray, withResponse } from "jobwire";
 *
 * const cluster = ray({ address: "http://127.0.0.1:8265" });
 * const { data, response } = await withResponse((own) => cluster.jobs.get("train-7", own));
 * console.log(data.status, response?.headers["x-request-id"], response?.attempts);
 * await cluster.close();
 * ```
 */
export const withResponse = <Data>(
  call: (own: Required<Pick<CallOptions, "onResponse">>) => Promise<Data>,
): Promise<WithResponse<Data>> =>
  withCallSite(withResponse, async () => {
    if (typeof call !== "function") {
      throw new InvalidRequest({
        message: "withResponse needs a function that makes the call, such as (own) => cluster.jobs.get(id, own)",
        reason: "local",
      });
    }
    let response: CallResponse | undefined;
    const data = await call({ onResponse: (got) => void (response = got) });
    return { data, response };
  });
