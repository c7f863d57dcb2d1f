import { BadResponse, ConnectionFailed } from "@jobwire/core/errors";
import type { Http } from "@jobwire/core/backend";
import type { StreamTimes } from "@jobwire/core/gateway-client/internal";
import type { StreamState } from "../stream-state.ts";
import { bytesOfOffset } from "./bytes-of-offset.ts";

/** The log of one job at a gateway. */
export interface GatewayLog {
  readonly http: Http;
  /** The name of the job in messages. */
  readonly label: string;
  /** Its path below the gateway's address. */
  readonly path: string;
  /** Limits of each request of the log, in milliseconds. */
  readonly times: StreamTimes;
}

/** The end of a response of a log, with the offset as a number of bytes. */
export interface LogState extends Omit<StreamState, "next"> {
  readonly next: number;
}

/** The beginning of an offset. */
const partOfOffset = /^[0-9]{0,15}$/;

/** The state with its offset as a number; throws `ConnectionFailed` for a part of an offset, and `BadResponse` for anything else. */
export const logState = (label: string, { next, upToDate, closed }: StreamState): LogState => {
  const bytes = bytesOfOffset(next);
  if (bytes !== undefined) return { next: bytes, upToDate, closed };
  if (partOfOffset.test(next)) {
    throw new ConnectionFailed({ message: `${label}: the response ended within its headers`, reason: "reset" });
  }
  throw new BadResponse({
    message: `${label}: the gateway returned an offset that is not a number of bytes. Check that gateway and client have the same version`,
    reason: "shape",
    statusCode: 200,
  });
};
