import { Effect, Schema } from "effect";
import { InvalidRequest, type JobwireError } from "../../errors.ts";
import type { RayApi } from "../api.ts";
import { decodeJson } from "../../http/decode-json.ts";
import { listRows } from "./list-rows.ts";
import { mostRows, stateQuery } from "./state-query.ts";
import { taskTable } from "./task-table.ts";
import type { TaskTimeline } from "./types.ts";
import { Anything } from "./wire-columns.ts";

const read = decodeJson(Schema.Array(Anything));

/**
 * `GET /api/v0/tasks/timeline`, and before it one row of the list of the same tasks: the timeline is made of at most 10,000
 * rows and does not say when there were more.
 */
export const taskTimeline = (api: RayApi, jobId: string | undefined): Effect.Effect<TaskTimeline, JobwireError> =>
  Effect.gen(function* () {
    if (jobId !== undefined && !/^[0-9a-f]{8}$/i.test(jobId)) {
      return yield* Effect.fail(
        new InvalidRequest({ message: "jobId must be Ray's own job id, 8 hexadecimal digits", reason: "local" }),
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
    const over = matching - mostRows;
    const incomplete =
      over <= 0
        ? others
        : [{ reason: "limit" as const, message: `${over} attempts of tasks are not in it, of ${matching}` }, ...others];
    return {
      events: yield* read(label, body),
      warnings: tasks.warnings,
      complete: incomplete.length === 0,
      incomplete,
    };
  });
