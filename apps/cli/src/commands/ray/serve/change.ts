import { type Command, InvalidArgumentError } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { jsonLine } from "../../../output/json.ts";
import { parseCount, UsageError } from "../../../settings/parse-option.ts";
import { rayCommand } from "../ray-command.ts";

/** `jobwire ray serve delete NAME`: deletes one application. It fails when another client deploys at the same time. */
export const deleteApplicationCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    {
      usage: "delete <name>",
      description: "Delete one application and keep the others",
      example: "jobwire ray serve delete summarizer",
    },
    async ({ cluster, flags, notices, operands, print }) => {
      const [name = ""] = operands;
      await cluster.serve.delete(name, { signal: cli.signal });
      if (flags.json === true) await print(jsonLine({ name, deleted: true }));
      else notices.info(`Serve is deleting ${name}`);
      return ExitCode.succeeded;
    },
  );

const replicaCount = (text: string): number => {
  try {
    return parseCount(text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UsageError(`"${text}" is not a number of replicas. ${error.message}`);
  }
};

/** `jobwire ray serve scale APPLICATION DEPLOYMENT REPLICAS`. */
export const scaleCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    {
      usage: "scale <application> <deployment> <replicas>",
      description: "Set the number of replicas of a deployment",
      example: "jobwire ray serve scale summarizer Model 4",
    },
    async ({ cluster, flags, notices, operands, print }) => {
      const [application = "", deployment = "", count = ""] = operands;
      const replicas = replicaCount(count);
      await cluster.serve.scale(application, deployment, replicas, { signal: cli.signal });
      if (flags.json === true) await print(jsonLine({ application, deployment, replicas }));
      else notices.info(`Serve is scaling ${deployment} of ${application} to ${replicas}`);
      return ExitCode.succeeded;
    },
  );

/** `jobwire ray serve shutdown`: shuts Serve down with every application. */
export const shutdownCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    {
      usage: "shutdown",
      description: "Shut Serve down with every application",
      example: "jobwire ray serve shutdown",
    },
    async ({ cluster, flags, notices, print }) => {
      await cluster.serve.shutdown({ signal: cli.signal });
      if (flags.json === true) await print(jsonLine({ shutdown: true }));
      else notices.info("Serve is shut down");
      return ExitCode.succeeded;
    },
  );
