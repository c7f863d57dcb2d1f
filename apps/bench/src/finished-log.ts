import type { RayCluster } from "@jobwire/core";

/** A job that has ended, and the URL of its log file. */
export interface FinishedLog {
  readonly submissionId: string;
  /** The log file endpoint for the whole file. */
  readonly fileUrl: string;
  readonly lines: number;
}

/** Bytes of a line, including its newline. */
const LINE_BYTES = 100;

/** Runs a job that prints `megabytes` MB of numbered lines, and waits for its end. Needs only `seq` on the cluster. */
export const finishedLog = async (cluster: RayCluster, megabytes: number): Promise<FinishedLog> => {
  const lines = (megabytes * 1_000_000) / LINE_BYTES;
  const format = `%09.0f ${"abcdefghi ".repeat(10).slice(0, LINE_BYTES - 11)}`;
  const job = await cluster.jobs.submit({ entrypoint: `seq -f '${format}' 1 ${lines}` });
  const { driverNodeId } = await job.result();
  if (driverNodeId === null) throw new Error(`${job.submissionId} ended without a node`);
  const query = new URLSearchParams({
    node_id: driverNodeId,
    submission_id: job.submissionId,
    lines: "-1",
    timeout: "3600",
  });
  return {
    submissionId: job.submissionId,
    fileUrl: `${cluster.address.replace(/\/$/, "")}/api/v0/logs/file?${query.toString()}`,
    lines,
  };
};
