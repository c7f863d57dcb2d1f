import * as Effect from "effect/Effect";
import * as Shape from "../../shape.ts";
import { InvalidRequest, type JobwireError } from "../../errors.ts";
import type { RayApi } from "../api.ts";
import { decodeShape } from "../../http/decode-shape.ts";
import { listRows } from "./list-rows.ts";
import { maxRows, stateQuery } from "./state-query.ts";
import { taskTable } from "./task-table.ts";
import type { TaskTimeline } from "./types.ts";
import { Anything } from "./wire-columns.ts";

const read = decodeShape(Shape.Array(Anything));

/**
 * Requests one row of the list of the tasks, then `GET /api/v0/tasks/timeline`: the timeline contains at most 10,000 rows and
 * does not report that there were more.
 */
export const taskTimeline = (api: RayApi, jobId: string | undefined): Effect.Effect<TaskTimeline, JobwireError> =>
  Effect.gen(function* () {
    if (jobId !== undefined && !/^[0-9a-f]{8}$/i.test(jobId)) {
      return yield* Effect.fail(
        new InvalidRequest({
          message: "jobId is not Ray's own job id. Pass its 8 hexadecimal digits",
          reason: "local",
        }),
      );
    }
    const label = `timeline of tasks at ${api.address}`;
    const filters = jobId === undefined ? [] : [{ key: "job_id", value: jobId }];
    const { matching, ...tasks } = yield* listRows(api, taskTable, stateQuery({ limit: 1, filters }));
    const query = jobId === undefined ? {} : { job_id: jobId };
    const body = yield* api.call(label, (client, init) =>
      client.GET("/api/v0/tasks/timeline", { params: { query }, ...init }),
    );
    const others = tasks.incomplete.filter(({ reason }) => reason !== "limit");
    const over = matching - maxRows;
    const incomplete =
      over <= 0
        ? others
        : [{ reason: "limit" as const, message: `the timeline omits ${over} of ${matching} task attempts` }, ...others];
    return {
      events: yield* read(label, body),
      warnings: tasks.warnings,
      complete: incomplete.length === 0,
      incomplete,
    };
  });
