import { type ReferenceRay, startReferenceRay } from "@jobwire/testing";
import { onTestFinished } from "vitest";

/** A reference Ray with short delays, closed after the test. */
export const quickRay = async (token?: string): Promise<ReferenceRay> => {
  const server = await startReferenceRay({
    ...(token === undefined ? {} : { token }),
    clocks: { tailPollMs: 50, supervisorStartMs: 20 },
  });
  onTestFinished(() => server.close());
  return server;
};
