import { type Command, InvalidArgumentError } from "commander";
import type { Cli } from "../../../cli.ts";
import { ExitCode } from "../../../exit-code.ts";
import { jsonLine } from "../../../output/json.ts";
import { parseCount, UsageError } from "../../../settings/parse-option.ts";
import { rayCommand } from "../ray-command.ts";

/** `jobwire ray serve delete NAME`: deletes one application, unless somebody deploys at the same time. */
export const deleteApplicationCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    "delete <name>",
    "delete one application and leave the others",
    async ({ cluster, flags, notices, words, print }) => {
      const [name = ""] = words;
      await cluster.serve.delete(name, { signal: cli.signal });
      if (flags.json === true) await print(jsonLine({ name, deleted: true }));
      else notices.say(`${name} is being deleted`);
      return ExitCode.succeeded;
    },
  );

/** `jobwire ray serve scale APPLICATION DEPLOYMENT REPLICAS`. */
export const scaleCommand = (cli: Cli): Command =>
  rayCommand(
    cli,
    "scale <application> <deployment> <replicas>",
    "set how many replicas a deployment has",
    async ({ cluster, flags, notices, words, print }) => {
      const [application = "", deployment = "", count = ""] = words;
      let replicas: number;
      try {
        replicas = parseCount(count);
      } catch (error) {
        throw error instanceof InvalidArgumentError ? new UsageError(`replicas: ${error.message}`) : error;
      }
      await cluster.serve.scale(application, deployment, replicas, { signal: cli.signal });
      if (flags.json === true) await print(jsonLine({ application, deployment, replicas }));
      else notices.say(`${deployment} of ${application} is being scaled to ${replicas}`);
      return ExitCode.succeeded;
    },
  );

/** `jobwire ray serve shutdown`: all of Serve, every application. */
export const shutdownCommand = (cli: Cli): Command =>
  rayCommand(cli, "shutdown", "shut Serve down, with every application", async ({ cluster, flags, notices, print }) => {
    await cluster.serve.shutdown({ signal: cli.signal });
    if (flags.json === true) await print(jsonLine({ shutdown: true }));
    else notices.say("Serve is shut down");
    return ExitCode.succeeded;
  });
