import type { JobwireErrorTag } from "@jobwire/core";
import { type ExitCode, worstExitCode } from "../../exit-code.ts";
import { isJobwireError } from "../../jobwire-error.ts";
import { parallel } from "../../parallel.ts";
import { report } from "../../report.ts";
import type { ClientFlags } from "../../settings/client-options.ts";
import type { ClientContext } from "../client-command.ts";

/** Jobs that one command changes at once. */
const atOnce = 8;

const serverTags: ReadonlySet<JobwireErrorTag> = new Set<JobwireErrorTag>([
  "ConnectionFailed",
  "Unauthorized",
  "RedirectRefused",
]);

/** True for an error that every other job would get, too: no server, no permission, or another server at the address. */
const concernsAllJobs = (error: unknown): boolean =>
  isJobwireError(error) &&
  (serverTags.has(error._tag) || (error._tag === "NotFound" && error.reason === "unknown-path"));

/**
 * Runs `change` for each job in the operands, and returns the worst exit code. An error about one job is reported and hides no other
 * job. An error that concerns all jobs is reported once: no further job is begun, and the ids of those that were not changed are printed.
 */
export const forEachJob = async (
  {
    cli: { signal },
    notices,
    flags,
    operands,
  }: Pick<ClientContext<ClientFlags>, "cli" | "notices" | "flags" | "operands">,
  change: (id: string) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const ids = [...new Set(operands)];
  let failed = false;
  const codes = await parallel(ids, atOnce, async (id): Promise<ExitCode | undefined> => {
    if (failed) return undefined;
    try {
      return await change(id);
    } catch (error) {
      // One signal ends all of them, and is reported once.
      if (ids.length === 1 || signal.aborted) throw error;
      if (concernsAllJobs(error)) {
        if (failed) return undefined;
        failed = true;
      }
      return report(error, signal, notices, flags.json === true);
    }
  });
  const unchanged = ids.filter((_, at) => codes[at] === undefined);
  if (unchanged.length > 0) notices.info(`Not done: ${unchanged.join(", ")}`);
  return worstExitCode(codes.filter((code) => code !== undefined));
};
