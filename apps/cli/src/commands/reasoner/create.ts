import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { withSpinner } from "../../output/spinner.ts";
import { parsePositive, UsageError } from "../../settings/parse-option.ts";
import { type PayloadFlags, payloadOf } from "./create-payload.ts";
import { nextReasonerCommand, requiredType } from "./named-job.ts";
import { reasonerCommand } from "./reasoner-command.ts";
import { addWaitOptions, type WaitFlags, waitAndTell } from "./wait.ts";

interface CreateFlags extends WaitFlags, PayloadFlags {
  readonly type?: string;
  readonly reasonerName?: string;
  readonly name?: string;
  readonly timeoutMins?: number;
  readonly wait?: boolean;
}

/** What the service takes for a reasoner's name. */
const reasonerName = /^(?=.{3,50}$)[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*$/;

const nameOf = ({ reasonerName: long, name }: CreateFlags): string => {
  const given = long ?? name;
  if (given === undefined) throw new UsageError("give --reasoner-name");
  if (reasonerName.test(given)) return given;
  throw new UsageError(
    "--reasoner-name must have 3 to 50 letters, digits and single underscores, begin with a letter and not end with an underscore",
  );
};

/** `jobwire reasoner jobs create`: starts a job and gives its id; with `--wait` ends as the job did. */
export const createJobCommand = (cli: Cli): Command =>
  addWaitOptions(
    reasonerCommand<CreateFlags>(cli, "create", "start a job", async (context) => {
      const { jobs, flags, notices, print } = context;
      const type = requiredType(flags.type);
      const name = nameOf(flags);
      const payload = await payloadOf(type, flags, cli.signal);
      const operation = await withSpinner(notices, "creating", () =>
        jobs.create(type, name, payload, { timeoutMins: flags.timeoutMins, signal: cli.signal }),
      );
      const job = { type: operation.reasonerType, id: operation.id };
      if (flags.wait === true) {
        notices.say(job.id);
        return waitAndTell(context, job);
      }
      await print(flags.json === true ? jsonLine(operation) : `${job.id}\n`);
      notices.say(`to wait for it: ${nextReasonerCommand(["wait"], job, flags)}`);
      return ExitCode.succeeded;
    }),
  )
    .option("--type <type>", "the reasoner's type: Logic, Prescriptive or Predictive")
    .option("--reasoner-name <name>", "the reasoner")
    .option("--name <name>", "the same")
    .option("--database <name>", "the model's database; needed for Logic")
    .option("--raw-code <code>", "the program")
    .option("--raw-code-file <path>", "a file with the program")
    .option("--inputs-json <json>", "its inputs, a JSON object")
    .option("--headers-json <json>", "its headers, a JSON object")
    .option("--language <name>", "its language (default rel)")
    .option("--payload-json <json>", "a payload, or keys of it that go before what the other flags make")
    .option("--timeout-mins <minutes>", "the service ends the job after this", parsePositive)
    .option("--bypass-index", "sets bypass_index")
    .option("--gi-setup-skipped", "sets gi_setup_skipped")
    .option("--readonly", "the program writes nothing (default)")
    .option("--readwrite", "the program may write")
    .option("--wait", "wait for the job's end, which gives the exit code")
    .option("--no-wait", "do not wait (default)");
