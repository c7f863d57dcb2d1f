import type { RayActor, RayNode, RayObject, RayPlacementGroup, RayTask, RayWorker } from "@jobwire/core";
import type { Command } from "commander";
import type { Cli } from "../../../cli.ts";
import { when } from "../../../output/cells.ts";
import { stateCommands } from "./state-commands.ts";
import { logCommand } from "./worker-log.ts";
import { summaryCommand } from "./summary.ts";
import { timelineCommand } from "./timeline.ts";

/** `jobwire ray nodes`. */
export const nodesCommand = (cli: Cli): Command =>
  stateCommands<RayNode>(cli, {
    name: "nodes",
    description: "List and show nodes of the cluster",
    singular: "node",
    exampleId: "NODE_ID",
    columns: [
      ["NODE", (node) => node.nodeId],
      ["IP", (node) => node.nodeIp],
      ["STATE", (node) => node.state],
      ["HEAD", (node) => (node.isHeadNode ? "yes" : "")],
      ["CPU", (node) => node.resourcesTotal["CPU"]],
      ["GPU", (node) => node.resourcesTotal["GPU"]],
      ["MESSAGE", (node) => node.stateMessage],
    ],
    list: (cluster, options) => cluster.nodes.list(options),
    get: async (cluster, id, options) => [await cluster.nodes.get(id, options)],
  });

/** `jobwire ray tasks`. */
export const tasksCommand = (cli: Cli): Command =>
  stateCommands<RayTask>(cli, {
    name: "tasks",
    description: "List, count and profile tasks; each attempt is a row",
    singular: "task",
    exampleId: "TASK_ID",
    columns: [
      ["TASK", (task) => task.taskId],
      ["ATTEMPT", (task) => task.attemptNumber],
      ["NAME", (task) => task.name],
      ["STATE", (task) => task.state],
      ["JOB", (task) => task.jobId],
      ["TYPE", (task) => task.type],
      ["ERROR", (task) => task.errorType],
    ],
    list: (cluster, options) => cluster.tasks.list(options),
    get: (cluster, id, options) => cluster.tasks.get(id, options),
  })
    .addCommand(summaryCommand(cli, "tasks"))
    .addCommand(timelineCommand(cli))
    .addCommand(logCommand(cli, "tasks"));

/** `jobwire ray actors`. */
export const actorsCommand = (cli: Cli): Command =>
  stateCommands<RayActor>(cli, {
    name: "actors",
    description: "List, count and show actors, live and dead",
    singular: "actor",
    exampleId: "ACTOR_ID",
    columns: [
      ["ACTOR", (actor) => actor.actorId],
      ["CLASS", (actor) => actor.className],
      ["STATE", (actor) => actor.state],
      ["NAME", (actor) => actor.name],
      ["JOB", (actor) => actor.jobId],
      ["NODE", (actor) => actor.nodeId],
      ["PID", (actor) => actor.pid],
    ],
    list: (cluster, options) => cluster.actors.list(options),
    get: async (cluster, id, options) => [await cluster.actors.get(id, options)],
  })
    .addCommand(summaryCommand(cli, "actors"))
    .addCommand(logCommand(cli, "actors"));

/** `jobwire ray workers`. */
export const workersCommand = (cli: Cli): Command =>
  stateCommands<RayWorker>(cli, {
    name: "workers",
    description: "List and show worker processes, live and dead",
    singular: "worker",
    exampleId: "WORKER_ID",
    columns: [
      ["WORKER", (worker) => worker.workerId],
      ["TYPE", (worker) => worker.workerType],
      ["ALIVE", (worker) => (worker.isAlive ? "yes" : "")],
      ["EXIT", (worker) => worker.exitType],
      ["IP", (worker) => worker.ip],
      ["PID", (worker) => worker.pid],
      ["STARTED", (worker) => when(worker.startTimeMs ?? null)],
    ],
    list: (cluster, options) => cluster.workers.list({ ...options, detail: true }),
    get: async (cluster, id, options) => [await cluster.workers.get(id, options)],
  });

/** `jobwire ray placement-groups`. */
export const placementGroupsCommand = (cli: Cli): Command =>
  stateCommands<RayPlacementGroup>(cli, {
    name: "placement-groups",
    description: "List and show placement groups",
    singular: "placement group",
    exampleId: "GROUP_ID",
    columns: [
      ["GROUP", (group) => group.placementGroupId],
      ["NAME", (group) => group.name],
      ["STATE", (group) => group.state],
      ["JOB", (group) => group.creatorJobId],
    ],
    list: (cluster, options) => cluster.placementGroups.list(options),
    get: async (cluster, id, options) => [await cluster.placementGroups.get(id, options)],
  });

/** `jobwire ray objects`. */
export const objectsCommand = (cli: Cli): Command =>
  stateCommands<RayObject>(cli, {
    name: "objects",
    description: "List, count and show objects; each reference is a row",
    singular: "object",
    exampleId: "OBJECT_ID",
    columns: [
      ["OBJECT", (object) => object.objectId],
      ["BYTES", (object) => object.objectSize],
      ["REFERENCE", (object) => object.referenceType],
      ["TASK", (object) => object.taskStatus],
      ["TYPE", (object) => object.type],
      ["IP", (object) => object.ip],
      ["PID", (object) => object.pid],
    ],
    list: (cluster, options) => cluster.objects.list(options),
    get: (cluster, id, options) => cluster.objects.get(id, options),
  }).addCommand(summaryCommand(cli, "objects"));
