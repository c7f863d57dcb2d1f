import {
  type ReferenceAgent,
  type ReferenceReasoner,
  startReferenceAgent,
  startReferenceReasoner,
} from "@jobwire/testing";
import { afterAll, beforeAll } from "vitest";
import { type TestBed, testBed } from "./quick-ray.ts";

const token = "hunter2hunter2";

/** A {@link TestBed} with a server of each other system, too. */
export interface AllSystems extends TestBed {
  readonly agent: ReferenceAgent;
  /** The variables that reach the three servers. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Sets up a server of each system before the file's first test. Reading them earlier throws. */
export const allSystems = (): AllSystems => {
  const bed = testBed();
  let servers: { readonly agent: ReferenceAgent; readonly reasoner: ReferenceReasoner } | undefined;
  beforeAll(async () => {
    servers = {
      agent: await startReferenceAgent({ token }),
      reasoner: await startReferenceReasoner({ token, runMs: 50 }),
    };
  });
  afterAll(async () => {
    await servers?.agent.close();
    await servers?.reasoner.close();
  });
  const started = (): NonNullable<typeof servers> => {
    if (servers === undefined) throw new Error("The reference servers have not started yet. Read them inside a test.");
    return servers;
  };
  return {
    folder: bed.folder,
    get ray() {
      return bed.ray;
    },
    get agent() {
      return started().agent;
    },
    get environment() {
      const { agent, reasoner } = started();
      return {
        RAY_ADDRESS: bed.ray.url,
        JOBWIRE_AGENT_URL: agent.baseUrl,
        JOBWIRE_AGENT_TOKEN: token,
        JOBWIRE_REASONER_URL: reasoner.url,
        JOBWIRE_REASONER_TOKEN: token,
      };
    },
  };
};
