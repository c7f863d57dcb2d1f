import { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { clusterCommand } from "./cluster.ts";
import { deleteCommand } from "./delete.ts";
import { doctorCommand } from "./doctor.ts";
import { getCommand } from "./get.ts";
import { listCommand } from "./list.ts";
import { logsCommand } from "./logs.ts";
import { serveCommand } from "./serve/serve.ts";
import {
  actorsCommand,
  nodesCommand,
  objectsCommand,
  placementGroupsCommand,
  tasksCommand,
  workersCommand,
} from "./state/state.ts";
import { statusCommand } from "./status.ts";
import { stopCommand } from "./stop.ts";
import { submitCommand } from "./submit.ts";
import { versionCommand } from "./version.ts";
import { waitCommand } from "./wait.ts";

type MakeCommand = (cli: Cli) => Command;

/** The commands by the heading that the help shows them under. */
const groups: Readonly<Record<string, ReadonlyArray<MakeCommand>>> = {
  "Jobs:": [
    submitCommand,
    listCommand,
    getCommand,
    statusCommand,
    logsCommand,
    waitCommand,
    stopCommand,
    deleteCommand,
  ],
  "Cluster state:": [
    nodesCommand,
    tasksCommand,
    actorsCommand,
    workersCommand,
    placementGroupsCommand,
    objectsCommand,
    clusterCommand,
  ],
  "Ray Serve:": [serveCommand],
  "Connection:": [doctorCommand, versionCommand],
};

/** `jobwire ray`: the jobs, the state and the Serve applications of a Ray cluster. */
export const rayCommands: MakeCommand = (cli) => {
  const ray = new Command("ray").description("Work with a Ray cluster: its jobs, state and Serve applications");
  for (const [heading, commands] of Object.entries(groups)) {
    ray.commandsGroup(heading);
    for (const make of commands) ray.addCommand(make(cli));
  }
  return ray.commandsGroup("Help:");
};
