import * as Effect from "effect/Effect";
import { JobLost } from "../errors.ts";
import { excerpt } from "../http/visible-text.ts";
import { monotonicMs } from "../monotonic.ts";
import type { PollEvent } from "../poll/poll-event.ts";
import type { PollSource } from "../poll/shared-poller.ts";
import type { RayApi } from "./api.ts";
import { listNodes } from "./state/nodes.ts";
import type { RayJob } from "./job.ts";

/** Milliseconds between two checks of the node list. */
const everyMs = 20_000;
/** Milliseconds until the check that must confirm a dead node. */
const confirmMs = 5_000;

/**
 * Ray reports a job RUNNING for ever after its node died (seen for 10 minutes on 2.60.0); only the node list shows DEAD. So the
 * client checks the node list regularly, and a job whose node is dead in two consecutive checks is lost: one check may fall
 * between the node's death and the head's own verdict. An unavailable node list proves nothing, and the next check reads it
 * again.
 */
export const deadNodeCheck = (api: RayApi): NonNullable<PollSource<RayJob>["check"]> => {
  let checkedAt: number | undefined;
  let suspects: ReadonlySet<string> = new Set();
  return (found) =>
    Effect.gen(function* () {
      const nothing = { requested: false, events: new Map<string, PollEvent<RayJob>>() };
      const now = yield* monotonicMs;
      const running = Array.from(found).filter(([, job]) => job.status === "RUNNING" && job.driverNodeId !== null);
      checkedAt ??= now;
      if (running.length === 0 || now - checkedAt < (suspects.size > 0 ? confirmMs : everyMs)) return nothing;
      checkedAt = now;
      const nodes = yield* Effect.catch(listNodes(api), () => Effect.succeed([]));
      const dead = new Map(nodes.filter(({ state }) => state === "DEAD").map((node) => [node.nodeId, node]));
      const onDead = running.filter(([, job]) => dead.has(job.driverNodeId ?? ""));
      const events = new Map<string, PollEvent<RayJob>>();
      for (const [id, job] of onDead) {
        if (!suspects.has(id)) continue;
        const why = dead.get(job.driverNodeId ?? "")?.stateMessage ?? "";
        const error = new JobLost({
          message: `job ${id} at ${api.address} is lost: its node is dead${why === "" ? "" : ` (${excerpt(why, 200)})`}, though Ray still reports it RUNNING. Submit the job again.`,
          reason: "node-dead",
          jobStatus: job.status,
          jobId: id,
          job,
        });
        events.set(id, { type: "failed", error });
      }
      suspects = new Set(onDead.map(([id]) => id));
      return { requested: true, events };
    });
};
