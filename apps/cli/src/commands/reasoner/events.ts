import type { Command } from "commander";
import type { EventPosition } from "@jobwire/core";
import type { Cli } from "../../cli.ts";
import { detachable } from "../../detach.ts";
import { ExitCode, exitCodeOfStatus } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { UsageError } from "../../settings/parse-option.ts";
import { addInterruptOption, type InterruptFlags } from "../jobs/interrupt-option.ts";
import { addJobOptions, type JobFlags, type NamedJob, namedJob, nextReasonerCommand } from "./named-job.ts";
import { type ReasonerContext, reasonerCommand } from "./reasoner-command.ts";

interface EventsFlags extends JobFlags, InterruptFlags {
  readonly continuationToken?: string;
  readonly streamName?: string;
  readonly follow?: boolean;
}

const follow = async (context: ReasonerContext<EventsFlags>, job: NamedJob): Promise<ExitCode> => {
  const { cli, jobs, flags, notices, print } = context;
  const { signal } = cli;
  const reference = { reasonerType: job.type, id: job.id };
  let position: EventPosition | undefined;
  const goOn = (): string => {
    const token = position?.token ?? "";
    const from = token === "" ? [] : ["--continuation-token", token];
    const repeated = position === undefined || position.given === 0 ? "" : ` (repeats ${position.given} events)`;
    return `To continue${repeated}: ${nextReasonerCommand(["events", "--follow", ...from], job, flags)}`;
  };
  const printAll = async (): Promise<void> => {
    const stream = jobs.events(reference, { from: flags.continuationToken, stream: flags.streamName, signal });
    for await (const page of stream.pages()) {
      await print(page.events.map(jsonLine).join(""));
      ({ position } = page);
    }
  };
  try {
    await detachable(
      {
        cli,
        notices,
        flags,
        running: () => [job.id],
        stop: () => jobs.stop(reference, { signal }),
        goOn: () => [goOn()],
        stopCommand: () => nextReasonerCommand(["cancel"], job, flags),
      },
      printAll,
    );
  } catch (error) {
    if (!signal.aborted) notices.info(goOn());
    throw error;
  }
  const ended = await jobs.get(reference, { signal });
  const status = ended.state ?? "";
  if (flags.json !== true) notices.status(status);
  return exitCodeOfStatus(status);
};

/**
 * `jobwire reasoner jobs events --id ID`: prints one page of events, one a line, and the token of the next page. With `--follow` it
 * prints all events until the job ends, then exits with the job's exit code.
 */
export const jobEventsCommand = (cli: Cli): Command =>
  addInterruptOption(
    addJobOptions(
      reasonerCommand<EventsFlags>(
        cli,
        {
          usage: "events",
          description: "Print the events of a job, one JSON object a line",
          example: "jobwire reasoner jobs events --id JOB_ID --follow",
        },
        async (context) => {
          const { jobs, flags, notices, print } = context;
          if (flags.stopOnInterrupt === true && flags.follow !== true) {
            throw new UsageError("--stop-on-interrupt works only with --follow. Pass both, or neither.");
          }
          const job = await namedJob(jobs, flags, cli.signal);
          if (flags.follow === true) return follow(context, job);
          const page = await jobs.getEvents(
            { reasonerType: job.type, id: job.id },
            {
              continuationToken: flags.continuationToken,
              stream: flags.streamName,
              signal: cli.signal,
            },
          );
          if (flags.json === true) await print(jsonLine(page));
          else {
            await print(page.events.map(jsonLine).join(""));
            if (page.continuationToken !== null)
              notices.info(`For the next page, pass --continuation-token ${page.continuationToken}`);
          }
          return ExitCode.succeeded;
        },
      ),
    ),
  )
    .option("--continuation-token <token>", "Start after this token")
    .option("--stream-name <name>", "Print another stream, such as profiler (default: progress)")
    .option("-f, --follow", "Follow the events until the job ends, then exit with the job's exit code");
