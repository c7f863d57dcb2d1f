import type { Fault } from "@jobwire/testing/faults";
import type { Makers, SystemSurface, Transport, World } from "../../case/conformance-case.ts";
import { type LogHands, logWorld } from "./log-world.ts";

/** The fault of the `nth` request (from 0), whatever its endpoint. */
export type CallFault = (nth: number, endpoint: string) => Fault | undefined | Promise<Fault | undefined>;

/** A server with one ended job, every response of which can be faulty. */
export const callWorld = async (
  makers: Makers,
  surface: SystemSurface,
  transport: Transport,
  fault: CallFault,
  { ended = true }: { readonly ended?: boolean } = {},
): Promise<World<LogHands>> => {
  let count = 0;
  const every = (endpoint: string): ReturnType<CallFault> => fault(count++, endpoint);
  return logWorld(makers, surface, transport, {
    log: "line\n",
    ended,
    endsAt: Number.POSITIVE_INFINITY,
    fault: () => every("log"),
    otherwise: (_, endpoint) => every(endpoint),
  });
};
