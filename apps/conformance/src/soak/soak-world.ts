import type { Makers, World } from "../case/conformance-case.ts";
import { type LogHands, logWorld } from "../cases/faults/log-world.ts";
import { faultsOf, type SoakTask } from "./soak-task.ts";

const writes = /^(?:submit|stop|stopJob|cancelJob|createJob|delete)$/;

/** The server of a task, with the faults of its seed. */
export const soakWorld = async (makers: Makers, task: SoakTask): Promise<World<LogHands>> => {
  const fault = faultsOf(task);
  return logWorld(makers, task.surface, task.transport, {
    log: task.first,
    endsAt: Number.POSITIVE_INFINITY,
    ...(task.transport === "auto" ? { source: "websocket" } : {}),
    fault: () => fault(true, false),
    otherwise: (_, endpoint) => fault(false, writes.test(endpoint)),
  });
};
