import { readFileSync } from "node:fs";
import { Command } from "commander";
import type { Cli } from "./cli.ts";
import { agentCommands } from "./commands/agent/agent.ts";
import { clusterCommand } from "./commands/ray/cluster.ts";
import { deleteCommand } from "./commands/ray/delete.ts";
import { doctorCommand } from "./commands/ray/doctor.ts";
import { getCommand } from "./commands/ray/get.ts";
import { listCommand } from "./commands/ray/list.ts";
import { logsCommand } from "./commands/ray/logs.ts";
import { serveCommand } from "./commands/ray/serve/serve.ts";
import {
  actorsCommand,
  nodesCommand,
  objectsCommand,
  placementGroupsCommand,
  tasksCommand,
  workersCommand,
} from "./commands/ray/state/state.ts";
import { statusCommand } from "./commands/ray/status.ts";
import { stopCommand } from "./commands/ray/stop.ts";
import { submitCommand } from "./commands/ray/submit.ts";
import { versionCommand } from "./commands/ray/version.ts";
import { waitCommand } from "./commands/ray/wait.ts";
import { reasonerCommands } from "./commands/reasoner/reasoner.ts";
import { referenceServerCommand } from "./commands/reference-server.ts";

const exitCodes = `
Exit codes:
  0    the job succeeded, or the question was answered
  1    the job failed, or does not exist
  2    wrong usage, invalid request, no permission (401, 403)
  3    the job was stopped
  4    connection lost, answer without sense, outcome unknown
  124  a time limit ran out
  130  Ctrl-C (the job goes on)`;

const packageVersion = (): string => {
  const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };
  return manifest.version;
};

/** Makes usage errors of this command and those below it exceptions, so that the exit code is decided in one place. */
const throwing = (command: Command): Command => {
  command.exitOverride();
  for (const child of command.commands) throwing(child);
  return command;
};

/** The whole command line. */
export const program = (cli: Cli): Command => {
  const ray = new Command("ray").description("jobs, state and Serve of a Ray cluster");
  for (const make of [
    submitCommand,
    listCommand,
    getCommand,
    statusCommand,
    logsCommand,
    waitCommand,
    stopCommand,
    deleteCommand,
    nodesCommand,
    tasksCommand,
    actorsCommand,
    workersCommand,
    placementGroupsCommand,
    objectsCommand,
    serveCommand,
    clusterCommand,
    doctorCommand,
    versionCommand,
  ]) {
    ray.addCommand(make(cli));
  }
  return throwing(
    new Command("jobwire")
      .description("Start, watch and finish long-running compute jobs.")
      .version(packageVersion())
      .addCommand(ray)
      .addCommand(agentCommands(cli))
      .addCommand(reasonerCommands(cli))
      .addCommand(referenceServerCommand(cli))
      .addHelpText("after", exitCodes),
  );
};
