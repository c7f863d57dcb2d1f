import { Writable } from "node:stream";
import { isTerminalStatus } from "../exit-code.ts";
import { openNotices } from "../output/notices.ts";
import { openWithProfile } from "../profiles/open-with-profile.ts";
import type { ClientFlags } from "../settings/client-options.ts";
import { openAgent } from "../settings/agent.ts";
import { openCluster } from "../settings/connection.ts";
import { openReasoner } from "../settings/reasoner.ts";
import type { Candidate } from "./candidate.ts";
import type { CompletionTarget } from "./find-target.ts";

/** A job as a list of words shows it. */
interface SuggestedJob {
  readonly id: string;
  readonly status: string;
  readonly text: string;
}

/** A user who presses Tab waits for no longer than this many milliseconds. */
const mostMs = 2_000;
/** More ids than this help nobody. */
const maxIds = 200;

/** The commands about jobs that have not ended. */
const forRunning: ReadonlyArray<string> = ["stop", "wait", "cancel"];
/** The operands of these are not jobs. */
const noJobs: ReadonlyArray<string> = ["nodes", "tasks", "actors", "workers", "placement-groups", "objects", "serve"];

/** Characters without a meaning in shells: a server must not put other ones on a command line. */
const safe = /^[\w@%+=:,./-]{1,256}$/;

/** The warning about --insecure has no place in a list of words. */
const nowhere = openNotices(
  new Writable({ write: (_part, _encoding, done) => done() }) as unknown as NodeJS.WriteStream,
  false,
);

const listed = async (
  { path, flags }: CompletionTarget,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ReadonlyArray<SuggestedJob>> => {
  const [system] = path;
  const given: ClientFlags = { ...flags, retryFor: 0.001 };
  if (system === "ray") {
    await using cluster = await openWithProfile(system, openCluster, given, environment, nowhere, signal);
    const jobs = await cluster.jobs.list({ limit: maxIds, signal });
    return jobs.map(({ submissionId, jobId, status, entrypoint }) => ({
      id: submissionId ?? jobId ?? "",
      status: status ?? "",
      text: entrypoint ?? "",
    }));
  }
  if (system === "agent") {
    await using agent = await openWithProfile(system, openAgent, given, environment, nowhere, signal);
    const jobs = await agent.jobs.list({ signal });
    return jobs.map(({ id, status }) => ({ id, status: status ?? "", text: "" }));
  }
  if (system !== "reasoner") return [];
  await using reasoner = await openWithProfile(system, openReasoner, given, environment, nowhere, signal);
  const jobs = await reasoner.jobs.list({ limit: maxIds, signal });
  return jobs.map(({ id, state }) => ({ id, status: state ?? "", text: "" }));
};

/** The ids of the jobs of the system that the command line names. Empty when they do not arrive at once, for whatever reason. */
export const liveIds = async (
  target: CompletionTarget,
  environment: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<ReadonlyArray<Candidate>> => {
  if (target.path.some((word) => noJobs.includes(word))) return [];
  // Only the command itself may read stdin or a pipe: it can be read once.
  if (Object.values(target.flags).includes("-")) return [];
  try {
    const jobs = await listed(target, environment, AbortSignal.any([signal, AbortSignal.timeout(mostMs)]));
    const isForRunning = forRunning.includes(target.path.at(-1) ?? "");
    return jobs
      .filter(({ id, status }) => safe.test(id) && !(isForRunning && isTerminalStatus(status)))
      .slice(0, maxIds)
      .map(({ id, status, text }) => ({ word: id, description: `${status} ${text}`.trim() }));
  } catch {
    return [];
  }
};
