/**
 * Requests everything that `synapse-agent.yaml` describes and a client can cause by itself, and checks every response against the
 * specification. The statuses are the reference agent's; a real agent's are not known.
 */
import { randomUUID } from "node:crypto";
import { startTour, type TourOptions, type TourReport, upgradeHeaders, type Visit } from "./tour.ts";

/** Where to send the requests. */
export interface AgentTourOptions extends TourOptions {
  /** The prefix of every path, such as `/agents/7`. The validator needs the same one. Default none. */
  readonly prefix?: string;
  readonly token: string;
}

const jsonBody = (value: unknown): { readonly body: string } => ({ body: JSON.stringify(value) });

const visitCluster = async (visit: Visit): Promise<void> => {
  await visit(200, "GET", "/health/");
  for (const [list, id] of [
    ["nodes", "node_id"],
    ["tasks", "task_id"],
    ["serve_applications", "name"],
  ] as const) {
    const things = (await visit(200, "GET", `/${list}/`)) as ReadonlyArray<Readonly<Record<string, string>>>;
    for (const thing of things) await visit(200, "GET", `/${list}/${encodeURIComponent(thing[id] ?? "")}/`);
    await visit(404, "GET", `/${list}/nope/`);
    if (list !== "serve_applications") continue;
    await visit(204, "DELETE", `/${list}/${encodeURIComponent(things[0]?.["name"] ?? "")}/`);
    await visit(404, "DELETE", `/${list}/nope/`);
  }
};

const visitResources = async (visit: Visit): Promise<void> => {
  await visit(200, "GET", "/gpu_status/");
  await visit(200, "GET", "/resources/cluster/?use_cache=true");
  await visit(200, "GET", "/resources/cluster/?use_cache=false");
  const feasibility = "/resources/feasibility/";
  await visit(200, "POST", feasibility, jsonBody({ kind: "job", num_cpus: 1, memory_bytes: null, metadata: {} }));
  await visit(200, "POST", feasibility, jsonBody({ kind: "task", num_gpus: 8 }));
  await visit(422, "POST", feasibility, jsonBody({ kind: "party", num_cpus: "two" }));
  await visit(422, "POST", feasibility, { body: "no JSON" });
  const { max_concurrent_jobs: before } = (await visit(200, "GET", "/resources/policy/")) as {
    readonly max_concurrent_jobs: number;
  };
  await visit(200, "PATCH", "/resources/policy/", jsonBody({ max_concurrent_jobs: before + 1 }));
  await visit(422, "PATCH", "/resources/policy/", jsonBody({ gatekeeping_enabled: "perhaps" }));
};

/** Leaves the release unchanged, and returns the id of a started job. */
const visitPlugins = async (visit: Visit, run: string): Promise<string> => {
  const release = { plugin: run, version: "1.2.3" };
  await visit(201, "POST", "/plugin_releases/", jsonBody(release));
  await visit(409, "POST", "/plugin_releases/", jsonBody(release));
  await visit(422, "POST", "/plugin_releases/", jsonBody({ plugin: 5 }));
  await visit(200, "GET", "/plugin_releases/");
  const page = (await visit(200, "GET", "/plugin_releases/?page_size=1")) as { readonly next: string };
  const { pathname, search } = new URL(page.next);
  await visit(200, "GET", pathname.slice(pathname.indexOf("/plugin_releases/")) + search);
  const path = `/plugin_releases/${run}%401.2.3`;
  await visit(200, "GET", path);
  await visit(404, "GET", "/plugin_releases/nope@1");
  const job_id = `${run}-run`;
  const params = { entrypoint: "while true; do echo tick; sleep 0.1; done" };
  await visit(200, "POST", `${path}/run/`, jsonBody({ action: "train", params, job_id }));
  await visit(409, "POST", `${path}/run/`, jsonBody({ action: "train", job_id }));
  await visit(404, "POST", "/plugin_releases/nope@1/run/", jsonBody({}));
  await visit(422, "POST", `${path}/run/`, jsonBody({ params: [] }));
  const modules = { "hello.sh": "echo hello from a module" };
  const debug = { action: "try", params: { entrypoint: "sh hello.sh" }, modules, plugin_path: "/plugins/x" };
  await visit(200, "POST", "/plugin_releases/run_debug/", jsonBody(debug));
  await visit(422, "POST", "/plugin_releases/run_debug/", jsonBody({ params: {} }));
  await visit(204, "DELETE", path);
  await visit(404, "DELETE", path);
  return job_id;
};

/**
 * Sends the requests. Changes the policy, deletes a serve application and leaves two ended jobs behind.
 *
 * @throws when the connection fails, a job does not reach its expected state within `limitMs`, or the signal aborts.
 */
export const tourAgent = async (options: AgentTourOptions): Promise<TourReport> => {
  const { token, prefix = "" } = options;
  const tour = startTour(options, "the reference agent");
  const under =
    (visit: Visit): Visit =>
    (status, method, path, more) =>
      visit(status, method, prefix + path, more);
  const visit = under(tour.visitor({ authorization: token }));

  const nobody = under(tour.visitor({}));
  for (const path of [
    "/health/",
    "/jobs/",
    "/jobs/nope/",
    "/jobs/nope/logs/",
    "/jobs/nope/logs/stream/",
    "/gpu_status/",
  ]) {
    await nobody(401, "GET", path);
    await nobody(401, "GET", path, { headers: { authorization: `Bearer ${token}` } });
  }
  await nobody(401, "GET", "/jobs/nope/logs/", { headers: upgradeHeaders });

  await visitCluster(visit);
  await visitResources(visit);
  const id = await visitPlugins(visit, `tour-${randomUUID().slice(0, 8)}`);

  for (const path of ["/jobs/nope/", "/jobs/nope/logs/", "/jobs/nope/logs/stream/"]) await visit(404, "GET", path);
  await visit(404, "GET", "/jobs/nope/logs/", { headers: upgradeHeaders });
  await visit(404, "POST", "/jobs/nope/stop/");
  const job = `/jobs/${id}`;
  await visit(101, "GET", `${job}/logs/`, { headers: upgradeHeaders });
  await visit(200, "GET", `${job}/logs/stream/`, { leave: true });
  await visit(200, "GET", `${job}/logs/`);
  await visit(200, "POST", `${job}/stop/`);
  await tour.until(`job ${id} is STOPPED`, async () => {
    const { status } = (await visit(200, "GET", `${job}/`)) as { readonly status: string };
    return status === "STOPPED" ? status : undefined;
  });
  await visit(200, "POST", `${job}/stop/`);
  await visit(200, "GET", `${job}/logs/stream/`);
  await visit(200, "GET", "/jobs/");
  return tour.report();
};
