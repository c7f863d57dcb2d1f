import type { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { ExitCode } from "../../exit-code.ts";
import { jsonLine } from "../../output/json.ts";
import { withSpinner } from "../../output/spinner.ts";
import { parsePositive, UsageError } from "../../settings/parse-option.ts";
import { type PayloadFlags, readPayload } from "./create-payload.ts";
import { nextReasonerCommand, requiredType } from "./named-job.ts";
import { reasonerCommand } from "./reasoner-command.ts";
import { addWaitOptions, type WaitFlags, waitAndReport } from "./wait.ts";

interface CreateFlags extends WaitFlags, PayloadFlags {
  readonly type?: string;
  readonly reasonerName?: string;
  readonly name?: string;
  readonly timeoutMins?: number;
  readonly wait?: boolean;
}

/** The names that the service accepts for a reasoner. */
const reasonerName = /^(?=.{3,50}$)[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*$/;

const requiredName = ({ reasonerName: long, name: short }: CreateFlags): string => {
  const name = long ?? short;
  if (name === undefined) throw new UsageError("The reasoner's name is missing. Pass it with --reasoner-name.");
  if (reasonerName.test(name)) return name;
  throw new UsageError(
    `"${name}" is not a reasoner name. --reasoner-name takes 3 to 50 letters, digits and single underscores, starts with a letter and does not end with an underscore.`,
  );
};

const addCreateOptions = (command: Command): Command =>
  command
    .option("--type <type>", "Type of the reasoner: Logic, Prescriptive or Predictive")
    .option("--reasoner-name <name>", "Name of the reasoner")
    .option("--name <name>", "Same as --reasoner-name")
    .option("--database <name>", "Database of the model; required for Logic")
    .option("--raw-code <code>", "Program to run")
    .option("--raw-code-file <path>", "Read the program from a file, a pipe, or stdin with -")
    .option("--inputs-json <json>", "Inputs of the program, as a JSON object")
    .option("--headers-json <json>", "Headers of the program, as a JSON object")
    .option("--language <name>", "Language of the program (default: rel)")
    .option("--payload-json <json>", "Payload as a JSON object; its keys win over those that other options set")
    .option("--timeout-mins <minutes>", "Let the service end the job after this many minutes", parsePositive)
    .option("--bypass-index", "Set bypass_index in the payload")
    .option("--gi-setup-skipped", "Set gi_setup_skipped in the payload")
    .option("--readonly", "Run the program without writes (default)")
    .option("--readwrite", "Let the program write")
    .option("--wait", "Wait until the job ends, then exit with the job's exit code")
    .option("--no-wait", "Return right after creating the job (default)");

/** `jobwire reasoner jobs create`: starts a job and prints its id. With `--wait` it exits with the job's exit code. */
export const createJobCommand = (cli: Cli): Command =>
  addWaitOptions(
    addCreateOptions(
      reasonerCommand<CreateFlags>(
        cli,
        {
          usage: "create",
          description: "Start a job and print its id",
          example: [
            "jobwire reasoner jobs create --type Logic --name e1 --database D --raw-code 1",
            "jobwire reasoner jobs create --type Predictive --name e1 --payload-json {}",
          ],
        },
        async (context) => {
          const { jobs, flags, notices, print } = context;
          const type = requiredType(flags.type);
          const name = requiredName(flags);
          const payload = await readPayload(type, flags, cli.signal);
          const operation = await withSpinner(notices, "creating", () =>
            jobs.create(type, name, payload, { timeoutMins: flags.timeoutMins, signal: cli.signal }),
          );
          const job = { type: operation.reasonerType, id: operation.id };
          if (flags.wait === true) {
            notices.info(job.id);
            await notices.flush();
            return waitAndReport(context, job);
          }
          await print(flags.json === true ? jsonLine(operation) : `${job.id}\n`);
          notices.info(`To wait for it: ${nextReasonerCommand(["wait"], job, flags)}`);
          return ExitCode.succeeded;
        },
      ),
    ),
  );
