import { type AgentHandlers, found } from "../agent-server/agent-handlers.ts";
import { http, json } from "../fault/responses.ts";

type Thing = Readonly<Record<string, unknown>>;

/** Everything besides jobs, by id or name. */
export interface AgentCluster {
  readonly nodes: ReadonlyMap<string, Thing>;
  readonly tasks: ReadonlyMap<string, Thing>;
  readonly applications: Map<string, Thing>;
}

/** One node, two tasks, two applications, with the fields of the recorded mock agent. */
export function firstCluster(cpus: number): AgentCluster {
  const node = {
    node_id: "a1b2c3",
    node_ip: "127.0.0.1",
    is_head_node: true,
    state: "ALIVE",
    resources_total: { CPU: cpus },
  };
  const task = (task_id: string, state: string) => ({ task_id, name: "train", state, job_id: "01000000" });
  const application = (name: string) => ({ name, status: "RUNNING", route_prefix: `/${name}`, deployments: {} });
  return {
    nodes: new Map([[node.node_id, node]]),
    tasks: new Map([
      ["t001", task("t001", "FINISHED")],
      ["t002", task("t002", "RUNNING")],
    ]),
    applications: new Map([
      ["my-app", application("my-app")],
      ["검색 app", application("검색 app")],
    ]),
  };
}

/** Nodes, tasks and serve applications. */
export function clusterHandlers({ nodes, tasks, applications }: AgentCluster): AgentHandlers {
  return {
    listNodes: () => json([...nodes.values()]),
    node: (request) => json(found(nodes, request, "Node")),
    listTasks: () => json([...tasks.values()]),
    task: (request) => json(found(tasks, request, "Task")),
    listServeApplications: () => json([...applications.values()]),
    serveApplication: (request) => json(found(applications, request, "Application")),
    deleteServeApplication(request) {
      found(applications, request, "Application");
      applications.delete(request.id ?? "");
      return http("", { status: 204 });
    },
  };
}
