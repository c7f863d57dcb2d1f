/**
 * Checked by the compiler only: `openapi-fetch` infers from the generated types what the Ray client relies on.
 * A generator or compiler that loses one of these turns a line here into an error.
 */
import createClient from "openapi-fetch";
import type { DriverJob, JobDetails, JobStatus, paths, SubmissionJob } from "../../src/generated/ray.ts";

const client = createClient<paths>({ baseUrl: "http://127.0.0.1:8265" });

/** Compiles when each type is assignable to the other. */
const same = <A, B>(are: [A] extends [B] ? ([B] extends [A] ? true : false) : false): boolean => are;

/** Never called. */
export const checks = async (): Promise<void> => {
  // Bodies: required and optional fields, null allowed, wrong types refused.
  await client.POST("/api/jobs/", { body: { entrypoint: "true", metadata: null, entrypoint_num_cpus: 0.5 } });
  // @ts-expect-error entrypoint is required
  await client.POST("/api/jobs/", { body: { submission_id: "a" } });
  // @ts-expect-error metadata holds text only
  await client.POST("/api/jobs/", { body: { entrypoint: "true", metadata: { n: 1 } } });
  // @ts-expect-error the collection's path ends in a slash
  await client.GET("/api/jobs");

  // Path parameters are required, answers are split into data and error.
  const got = await client.GET("/api/jobs/{submission_id}", { params: { path: { submission_id: "a" } } });
  same<typeof got.data, JobDetails | undefined>(true);
  same<typeof got.error, string | undefined>(true);
  // @ts-expect-error no path parameter
  await client.GET("/api/jobs/{submission_id}", {});

  // The union narrows on `type`; nulls and literals are exact.
  const job = got.data;
  // Readable before narrowing: no branch may lack the field.
  same<NonNullable<typeof job>["submission_id"], string | null>(true);
  if (job?.type === "SUBMISSION") {
    same<typeof job, SubmissionJob>(true);
    same<typeof job.status, JobStatus>(true);
    same<typeof job.end_time, number | null>(true);
    same<typeof job.driver_exit_code, number | null>(true);
    same<typeof job.error_type, string | null>(true);
  } else if (job?.type === "DRIVER") {
    same<typeof job, DriverJob>(true);
    same<typeof job.status, "RUNNING" | "SUCCEEDED">(true);
  }

  // The state API: repeated filters in the query, an error that is an envelope or text.
  const nodes = await client.GET("/api/v0/nodes", {
    params: { query: { detail: true, filter_keys: ["node_id"], filter_predicates: ["="], filter_values: ["x"] } },
  });
  same<NonNullable<typeof nodes.data>["data"]["result"]["result"][number]["state"], "ALIVE" | "DEAD">(true);
  if (typeof nodes.error === "object") same<typeof nodes.error.msg, string>(true);
  // @ts-expect-error only these two predicates exist
  await client.GET("/api/v0/nodes", { params: { query: { filter_predicates: ["<"] } } });

  // Log files are read as streams of bytes.
  const file = await client.GET("/api/v0/logs/file", {
    params: { query: { node_id: "n", submission_id: "a", lines: -1, timeout: 3600 } },
    parseAs: "stream",
  });
  same<typeof file.data, ReadableStream<Uint8Array<ArrayBuffer>> | null | undefined>(true);
};
