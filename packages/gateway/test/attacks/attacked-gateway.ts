import { ray, type RayOptions } from "@jobwire/node";
import { type FaultyRay, type FaultyRayOptions, startFaultyRay } from "@jobwire/testing";
import { onTestFinished } from "vitest";
import { createGateway } from "../../src/node.ts";
import type { Gateway, GatewayOptions } from "../../src/options.ts";

/** A gateway on a scripted Ray with one job, closed after the test. */
export interface AttackedGateway {
  readonly head: FaultyRay;
  readonly gateway: Gateway;
  /** Sends a request as a program on the same machine does. */
  readonly send: (path: string, init?: RequestInit) => Promise<Response>;
  /** The path of the job's log. */
  readonly log: string;
}

export const jobId = "train-7";

/** Starts an {@link AttackedGateway}; the system is named `ray`. */
export const startAttackedGateway = async (
  gatewayOptions: Omit<GatewayOptions, "systems">,
  job: Partial<FaultyRayOptions> = {},
  client: Partial<RayOptions> = {},
): Promise<AttackedGateway> => {
  const head = await startFaultyRay({ status: "RUNNING", submissionId: jobId, ...job });
  onTestFinished(() => head.close());
  const cluster = ray({ address: head.url, pollIntervalMs: 50, ...client });
  onTestFinished(() => cluster.close());
  const gateway = createGateway({ ...gatewayOptions, systems: { ray: cluster } });
  onTestFinished(() => gateway.close());
  return {
    head,
    gateway,
    send: (path, init) => gateway.fetch(new Request(`http://127.0.0.1:8080${path}`, init)),
    log: `/v1/systems/ray/jobs/${jobId}/log`,
  };
};

/** The JSON of a problem. */
export const problemOf = async (
  response: Response,
): Promise<{ readonly status: number; readonly _tag: string; readonly detail: string }> =>
  (await response.json()) as { status: number; _tag: string; detail: string };

/** Limits that no test of something else can reach. */
export const noRate = { perSecond: 1_000_000, burst: 1_000_000 } as const;
