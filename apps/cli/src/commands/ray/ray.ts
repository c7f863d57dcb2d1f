import { Command } from "commander";
import type { Cli } from "../../cli.ts";
import { clusterCommand } from "./cluster.ts";
import { deleteCommand } from "./delete.ts";
import { doctorCommand } from "./doctor.ts";
import { getCommand } from "./get.ts";
import { listCommand } from "./list.ts";
import { logsCommand } from "./logs.ts";
import { openCommand } from "./open.ts";
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

/** The commands by the heading that the help shows them under, and by name. */
const groups: Readonly<Record<string, Readonly<Record<string, MakeCommand>>>> = {
  "Jobs:": {
    submit: submitCommand,
    list: listCommand,
    get: getCommand,
    status: statusCommand,
    logs: logsCommand,
    wait: waitCommand,
    stop: stopCommand,
    delete: deleteCommand,
  },
  "Cluster state:": {
    nodes: nodesCommand,
    tasks: tasksCommand,
    actors: actorsCommand,
    workers: workersCommand,
    "placement-groups": placementGroupsCommand,
    objects: objectsCommand,
    cluster: clusterCommand,
  },
  "Ray Serve:": { serve: serveCommand },
  "Connection:": { doctor: doctorCommand, open: openCommand, version: versionCommand },
};

/**
 * `jobwire ray`: the jobs, the state and the Serve applications of a Ray cluster. When `name` names a command, that one only: to make
 * the others takes longer than to run it.
 */
export const rayCommands = (cli: Cli, name?: string): Command => {
  const ray = new Command("ray").description("Work with a Ray cluster: its jobs, state and Serve applications");
  const isNamed = Object.values(groups).some((commands) => Object.hasOwn(commands, name ?? ""));
  for (const [heading, commands] of Object.entries(groups)) {
    ray.commandsGroup(heading);
    for (const [own, make] of Object.entries(commands)) {
      if (!isNamed || own === name) ray.addCommand(make(cli));
    }
  }
  return ray.commandsGroup("Help:");
};
