import type { Fault } from "@jobwire/testing/faults";
import type { Makers, World } from "../../case/conformance-case.ts";
import { gatewaySystem, jobId, token } from "../faults/backends.ts";

/** The token that the gateway sends to the systems behind it. Its clients never see it. */
export const upstreamToken = "upstream-system-token";

/** The fault of the `nth` request (from 0) to an endpoint. */
type EndpointFault = (endpoint: string, nth: number) => Fault | undefined | Promise<Fault | undefined>;

/** A Ray with one job behind a gateway, and their faults. */
export interface GatewayScript {
  readonly log: string | Uint8Array;
  /** The job has ended before the first request. */
  readonly ended?: boolean;
  /** Between the gateway and its clients. */
  readonly fault?: EndpointFault | undefined;
  /** Between Ray and the gateway. */
  readonly upstream?: EndpointFault | undefined;
  /** The gateway's own limit of retries at Ray. */
  readonly retryForMs?: number;
  /** Further jobs, which run. */
  readonly others?: ReadonlyArray<string>;
}

/** The runner's control over the gateway, and over the job behind it. */
export interface GatewayHands {
  readonly [name: string]: (...args: Array<never>) => unknown;
  /** Lines of the log so far. */
  readonly lineCount: () => number;
  /** Requests of one endpoint to the gateway. */
  readonly asked: (endpoint: "list" | "get" | "submit" | "log" | "live") => number;
  /** All requests to the gateway, also those for a page. */
  readonly requests: () => number;
  /** Requests that the gateway is still processing. */
  readonly open: () => number;
  readonly append: (text: string) => void;
  readonly end: (status?: "SUCCEEDED" | "FAILED") => void;
  readonly endOther: (id: string) => void;
  /** Replaces the log by another one, as a disk clean-up and a second job of the same name do. */
  readonly replace: (text: string) => void;
  /** Makes Ray forget the job. */
  readonly forget: () => void;
  /** Ends the faults between Ray and the gateway. */
  readonly mend: () => void;
  readonly kill: () => Promise<void>;
  readonly start: () => void;
  readonly resetAll: () => void;
  /** The ids of Ray's jobs. */
  readonly submitted: (id: string) => boolean;
}

const bytesOf = (text: string | Uint8Array): Uint8Array =>
  typeof text === "string" ? new TextEncoder().encode(text) : text;

/** A Ray with one job behind a gateway. */
export const gatewayWorld = async (makers: Makers, script: GatewayScript): Promise<World<GatewayHands>> => {
  const { log, ended = false, fault, upstream, retryForMs, others = [] } = script;
  const truth: Array<Uint8Array> = [bytesOf(log)];
  let mended = false;
  const ray = await makers.faultyRay({
    log,
    status: ended ? "SUCCEEDED" : "RUNNING",
    token: upstreamToken,
    fault: ({ endpoint }, nth) => (mended ? undefined : upstream?.(endpoint, nth)),
  });
  for (const id of others) ray.addJob(id, { log: "", status: "RUNNING" });
  const gateway = await makers.gateway({
    token,
    systems: {
      [gatewaySystem]: {
        kind: "ray",
        url: ray.url,
        token: upstreamToken,
        ...(retryForMs === undefined ? {} : { retryForMs }),
      },
    },
    fault: ({ endpoint }, nth) => fault?.(endpoint, nth),
  });
  return {
    url: gateway.url,
    token,
    truth: () => {
      const whole = new Uint8Array(truth.reduce((sum, { length }) => sum + length, 0));
      let at = 0;
      for (const part of truth) {
        whole.set(part, at);
        at += part.length;
      }
      return whole;
    },
    hands: {
      lineCount: () =>
        truth
          .map((part) => new TextDecoder().decode(part))
          .join("")
          .split(/\r\n|\r|\n/).length - 1,
      asked: (endpoint) => gateway.requestsTo(endpoint).length,
      requests: () => gateway.server.requests.length,
      open: () =>
        gateway.server.requests.filter(
          ({ outcome, signal }) => outcome === "open" || (outcome === "cut" && !signal.aborted),
        ).length,
      append: (more) => {
        truth.push(bytesOf(more));
        ray.append(more);
      },
      end: (status = "SUCCEEDED") => ray.setStatus(status),
      endOther: (id) => ray.job(id)?.setStatus("SUCCEEDED"),
      replace: (text) => ray.replaceLog(text),
      forget: () => ray.removeJob(jobId),
      mend: () => void (mended = true),
      kill: () => gateway.kill(),
      start: () => gateway.start(),
      resetAll: () => gateway.server.resetAll(),
      submitted: (id) => ray.job(id) !== undefined,
    },
  };
};
