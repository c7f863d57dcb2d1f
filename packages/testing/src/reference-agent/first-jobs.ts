import type { AgentJobStore } from "./agent-job-store.ts";

/** The jobs a reference agent begins with, by purpose. */
export interface FirstJobs {
  /** The id of a job that succeeded. */
  readonly finished: string;
  /** Finished; its log has Korean, emoji, lines that look like JSON or like an event, empty lines, and no newline at its end. */
  readonly mixed: string;
  /** The id of a job that failed. */
  readonly failed: string;
  /** Prints a line a second until it is stopped. */
  readonly running: string;
}

/** The log of {@link FirstJobs.mixed}. */
export const mixedLog: string = [
  "starting",
  "",
  "epoch 1/3 loss=0.912",
  "체크포인트 저장 — 한글 ✓ 🚀",
  '{"loss": 0.1, "step": 3}',
  "",
  "",
  "42",
  "[1, 2]",
  '{"type": "complete"}',
  "data: this line itself begins with data:",
  "  indented, with spaces at its end  ",
  "epoch 3/3 loss=0.301",
  "end without a newline",
].join("\n");

/** Starts the jobs, and waits for those that must be finished. */
export async function startFirstJobs(board: AgentJobStore): Promise<FirstJobs> {
  const finished = await board.start({ entrypoint: "echo hello; echo done" }, "raysubmit_finished");
  const mixed = await board.start(
    { entrypoint: 'printf %s "$LOG"', environment: { LOG: mixedLog } },
    "raysubmit_mixed",
  );
  const failed = await board.start({ entrypoint: "echo about to fail; exit 3" }, "raysubmit_failed");
  await Promise.all([finished.over, mixed.over, failed.over]);
  const ticking = "n=0; while true; do n=$((n+1)); echo tick $n; sleep 1; done";
  const running = await board.start({ entrypoint: ticking }, "raysubmit_running");
  return { finished: finished.id, mixed: mixed.id, failed: failed.id, running: running.id };
}
