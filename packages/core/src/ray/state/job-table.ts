import { decodeJobRows } from "../job-schema.ts";
import type { RayJob } from "../types.ts";
import type { StateTable } from "./state-table.ts";

/** The table of jobs: `GET /api/v0/jobs`, always with details, so that its rows equal those of the jobs API. */
export const jobTable: StateTable<RayJob> = {
  one: "job",
  idColumn: "submission_id",
  filterable: ["job_id", "submission_id", "type", "status"],
  send: (client, query, init) => client.GET("/api/v0/jobs", { params: { query: { ...query, detail: true } }, ...init }),
  decode: decodeJobRows,
};
