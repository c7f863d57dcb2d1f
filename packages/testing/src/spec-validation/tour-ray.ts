/**
 * Requests everything that `ray.yaml` describes and a client can cause by itself, from a real head and from the reference Ray
 * alike: the same requests, the same statuses, and every response checked against the specification.
 *
 * The statuses are those of a real Ray 2.60.0.
 */
import { randomUUID } from "node:crypto";
import { startTour, type TourOptions, type TourReport, upgradeHeaders, type Visit } from "./tour.ts";

/** Where to send the requests. */
export interface RayTourOptions extends TourOptions {
  /** The token of a cluster in token mode; the tour then also checks its refusals. */
  readonly token?: string;
}

/** Requests that need no job. */
const visitCluster = async (visit: Visit): Promise<void> => {
  await visit(200, "GET", "/api/version");
  await visit(200, "HEAD", "/api/version");
  await visit(200, "GET", "/api/gcs_healthz");
  await visit(200, "GET", "/api/authentication_mode");
  for (const path of ["/api/version", "/api/jobs/", "/api/v0/nodes"]) await visit(405, "PATCH", path);
  await visit(405, "PUT", "/api/jobs/");
  await visit(405, "OPTIONS", "/api/jobs/");
  await visit(200, "GET", "/nodes?view=summary");
  await visit(200, "GET", "/nodes?view=hostnamelist");
  await visit(500, "GET", "/nodes");
  await visit(500, "GET", "/nodes?view=zzz");
  await visit(200, "GET", "/api/v0/nodes");
  await visit(200, "GET", "/api/v0/nodes?detail=True&limit=1&timeout=10");
  await visit(200, "GET", "/api/v0/nodes?filter_keys=state&filter_predicates=%3D&filter_values=DEAD");
  await visit(400, "GET", "/api/v0/nodes?filter_keys=zzz&filter_predicates=%3D&filter_values=1");
  await visit(400, "GET", "/api/v0/nodes?filter_keys=state&filter_predicates=%3C&filter_values=1");
  await visit(500, "GET", "/api/v0/nodes?filter_keys=state");
  await visit(400, "GET", "/api/v0/nodes?limit=10001");
  await visit(400, "GET", "/api/v0/nodes?limit=abc");
  await visit(400, "GET", "/api/v0/nodes?detail=perhaps");
};

/** Tables of the state API, packages and Serve, as far as they need neither tasks nor a deployment. */
const visitRest = async (visit: Visit): Promise<void> => {
  for (const table of ["tasks", "actors", "workers", "placement_groups", "objects"]) {
    await visit(200, "GET", `/api/v0/${table}?limit=2`);
    // Ray reads the columns only when there are rows.
    await visit([400, 200], "GET", `/api/v0/${table}?filter_keys=zzz&filter_predicates=%3D&filter_values=1`);
    await visit(400, "GET", `/api/v0/${table}?limit=10001`);
  }
  for (const [table, column] of [
    ["tasks", "task_id"],
    ["actors", "actor_id"],
    ["nodes", "node_id"],
  ] as const) {
    await visit(400, "GET", `/api/v0/${table}?filter_keys=${column}&filter_predicates=%3D&filter_values=nope`);
    await visit(400, "GET", `/api/v0/${table}?filter_keys=${column}&filter_predicates=%3D&filter_values=ffff`);
  }
  await visit(200, "GET", "/api/v0/jobs?limit=2&detail=1");
  await visit([500, 200], "GET", "/api/v0/jobs?filter_keys=zzz&filter_predicates=%3D&filter_values=1");
  for (const table of ["tasks", "actors", "objects"]) await visit(200, "GET", `/api/v0/${table}/summarize`);
  await visit(200, "GET", "/api/v0/tasks/timeline?job_id=ff000000");
  await visit(200, "GET", "/api/cluster_status");
  await visit(200, "GET", "/api/cluster_status?format=1");
  const name = `_ray_pkg_${randomUUID().replaceAll("-", "")}.zip`;
  await visit(404, "GET", `/api/packages/gcs/${name}`);
  await visit(200, "PUT", `/api/packages/gcs/${name}`, { body: "any bytes" });
  await visit(200, "GET", `/api/packages/gcs/${name}`);
  const serve = "/api/serve/applications/";
  await visit(200, "GET", serve);
  await visit(400, "GET", `${serve}?api_type=zzz`);
  await visit(400, "PUT", serve, { body: "[]" });
  await visit(400, "PUT", serve, { body: '{"applications": [{"name": "x"}]}' });
  await visit(500, "PUT", serve, { body: "zzz" });
  await visit(400, "POST", "/api/v1/applications/one/deployments/two/scale", { body: "{}" });
};

/** Refused submissions, and requests for a job that does not exist. */
const visitRefusals = async (visit: Visit): Promise<void> => {
  const submit = (status: number, body: string, headers: Readonly<Record<string, string>> = {}) =>
    visit(status, "POST", "/api/jobs/", { body, headers });
  await submit(400, "{}");
  await submit(400, '{"entrypoint": 5}');
  await submit(400, '{"entrypoint": "echo", "surprise": 1}');
  await submit(400, '{"entrypoint": "echo", "metadata": {"n": 1}}');
  await submit(400, '{"entrypoint": "echo", "runtime_env": "x"}');
  await submit(500, '{"entrypoint": "echo", "entrypoint_label_selector": {"a": "!!bad("}}');
  await submit(500, "not json");
  await submit(500, "[1]");
  await submit(500, "");
  await submit(405, '{"entrypoint": "echo"}', { "sec-fetch-mode": "cors" });
  await visit(405, "DELETE", "/api/jobs/nope", { headers: { origin: "http://example.invalid" } });
  await visit(404, "GET", "/api/jobs/nope");
  await visit(404, "GET", "/api/jobs/nope/logs");
  await visit(404, "POST", "/api/jobs/nope/stop");
  await visit(405, "GET", "/api/jobs/nope/stop");
  await visit(404, "DELETE", "/api/jobs/nope");
  await visit(404, "GET", "/api/jobs/nope/logs/tail");
  await visit(404, "GET", "/api/jobs/nope/logs/tail", { headers: upgradeHeaders });
};

/** Everything about the log file of an ended job. */
const visitLogFiles = async (visit: Visit, id: string, node: string): Promise<void> => {
  const file = `/api/v0/logs/file?node_id=${node}`;
  await visit(200, "GET", `/api/v0/logs?node_id=${node}`);
  await visit(200, "GET", `/api/v0/logs?node_id=${node}&glob=job-driver-${id}.log`);
  await visit(200, "GET", `/api/v0/logs?node_id=${node}&glob=nothing-*`);
  await visit(400, "GET", "/api/v0/logs");
  await visit(404, "GET", "/api/v0/logs?node_ip=203.0.113.9");
  await visit(500, "GET", "/api/v0/logs?node_id=deadbeef");
  await visit(200, "GET", `${file}&submission_id=${id}&lines=-1&timeout=3600`);
  await visit(200, "GET", `${file}&filename=job-driver-${id}.log&lines=2`);
  await visit(200, "GET", `${file}&submission_id=${id}&lines=0`);
  await visit(500, "GET", `${file}&submission_id=${id}&lines=abc`);
  await visit(500, "GET", `${file}&submission_id=${id}&interval=1`);
  await visit(500, "GET", `${file}&submission_id=nope`);
  // Ray sometimes reports a missing file as an empty one: the error is lost in a race.
  await visit([500, 200], "GET", `${file}&filename=nope.log`);
  await visit([500, 200], "GET", `${file}&filename=../../x`);
  await visit(500, "GET", file);
  await visit(500, "GET", `/api/v0/logs/file?submission_id=${id}`);
  await visit(500, "GET", `/api/v0/logs/file?node_id=deadbeef&filename=x.log`);
  await visit([500, 200], "GET", `/api/v0/logs/stream?node_id=${node}&filename=nope.log`);
};

/** Token mode: which requests are refused, and that public paths are not. `visit` sends no credentials here. */
const visitTokenMode = async (visit: Visit): Promise<void> => {
  const wrong = { headers: { authorization: "Bearer wrong" } };
  for (const path of [
    "/api/version",
    "/api/jobs/",
    "/api/jobs/nope",
    "/api/jobs/nope/logs",
    "/api/v0/nodes",
    "/nodes?view=summary",
    "/api/v0/logs",
    "/api/v0/logs/file",
    "/api/v0/logs/stream",
  ]) {
    await visit(401, "GET", path);
    await visit(403, "GET", path, wrong);
  }
  for (const [method, path] of [
    ["POST", "/api/jobs/"],
    ["POST", "/api/jobs/nope/stop"],
    ["DELETE", "/api/jobs/nope"],
    ["OPTIONS", "/api/jobs/"],
  ] as const) {
    await visit(401, method, path);
    await visit(403, method, path, wrong);
  }
  await visit(401, "GET", "/api/jobs/nope/logs/tail", { headers: upgradeHeaders });
  await visit(403, "GET", "/api/jobs/nope/logs/tail", { headers: { ...upgradeHeaders, ...wrong.headers } });
  await visit(200, "GET", "/api/gcs_healthz");
  await visit(200, "GET", "/api/authentication_mode");
};

/**
 * Sends the requests. Leaves behind one PENDING job that no cluster can start (Ray cannot cancel it; it fails by itself after
 * 900 s), and the ended jobs.
 *
 * @throws when the connection fails, a job does not reach its expected state within `limitMs`, or the signal aborts.
 */
export const tourRay = async (options: RayTourOptions): Promise<TourReport> => {
  const { token } = options;
  const tour = startTour(options, "a real Ray");
  const visit = tour.visitor(token === undefined ? {} : { authorization: `Bearer ${token}` });

  /** Polls until the job has one of the states; returns the last response. */
  const until = (id: string, ...states: ReadonlyArray<string>): Promise<{ driver_node_id: string | null }> =>
    tour.until(`job ${id} is ${states.join(" or ")}`, async () => {
      const job = (await visit(200, "GET", `/api/jobs/${id}`)) as { status: string; driver_node_id: string | null };
      return states.includes(job.status) ? job : undefined;
    });
  const run = `tour-${randomUUID().slice(0, 8)}`;
  const submit = async (name: string, job: Readonly<Record<string, unknown>>): Promise<string> => {
    const id = `${run}-${name}`;
    await visit(200, "POST", "/api/jobs/", { body: JSON.stringify({ submission_id: id, ...job }) });
    return id;
  };

  if (token !== undefined) await visitTokenMode(tour.visitor({}));
  await visitCluster(visit);
  await visitRest(visit);
  await visitRefusals(visit);

  const pending = await submit("pending", { entrypoint: "echo never", entrypoint_num_cpus: 100_000 });
  const failed = await submit("failed", { entrypoint: "echo before; exit 3" });
  const killed = await submit("killed", { entrypoint: "kill -9 $$" });
  const noEnvironment = await submit("no-env", {
    entrypoint: "echo never",
    runtime_env: { working_dir: "gcs://_ray_pkg_0000000000000000.zip" },
  });
  const done = await submit("done", {
    entrypoint: "echo hello; echo oops >&2",
    metadata: { team: "a", note: "한글" },
    runtime_env: { env_vars: { A: "1" } },
    entrypoint_num_cpus: 0.1,
    entrypoint_num_gpus: null,
    entrypoint_memory: 1_000_000,
  });
  await visit(500, "POST", "/api/jobs/", { body: JSON.stringify({ entrypoint: "echo", submission_id: done }) });

  const { driver_node_id: node } = await until(done, "SUCCEEDED");
  if (node === null) throw new Error(`job ${done} succeeded without a node`);
  await visit(200, "GET", `/api/jobs/${done}/logs`);
  await visit(500, "GET", `/api/jobs/${done}/logs/tail`);
  await visit(101, "GET", `/api/jobs/${done}/logs/tail`, { headers: upgradeHeaders });
  await visit(200, "POST", `/api/jobs/${done}/stop`);
  await visit(200, "GET", `/api/v0/nodes?filter_keys=node_id&filter_predicates=%3D&filter_values=${node}`);
  await visitLogFiles(visit, done, node);

  await until(failed, "FAILED");
  await until(killed, "FAILED");
  await until(noEnvironment, "FAILED");
  await visit(200, "GET", `/api/jobs/${noEnvironment}/logs`);

  // Prints all the time: a stream that is abandoned while its file grows frees its slot.
  const ticking = await submit("ticking", { entrypoint: "while true; do echo tick; sleep 0.1; done" });
  await until(ticking, "RUNNING");
  await visit(500, "DELETE", `/api/jobs/${ticking}`);
  await visit(200, "GET", `/api/v0/logs/stream?node_id=${node}&submission_id=${ticking}&interval=0.2`, { leave: true });
  await visit(200, "GET", `/api/jobs/${ticking}/logs`);
  await visit(200, "POST", `/api/jobs/${ticking}/stop`);
  await until(ticking, "STOPPED");

  // Last: a job deleted within a second of its end comes back as FAILED.
  await visit(200, "DELETE", `/api/jobs/${done}`);
  await visit(404, "DELETE", `/api/jobs/${done}`);
  await visit(404, "GET", `/api/jobs/${done}`);

  await visit(200, "GET", `/api/jobs/${pending}`);
  await visit(200, "GET", `/api/jobs/${pending}/logs`);
  await visit(500, "DELETE", `/api/jobs/${pending}`);
  await visit(200, "POST", `/api/jobs/${pending}/stop`);
  await visit(200, "GET", "/api/jobs/");
  await tour.visitSimpleReads(visit);

  return tour.report();
};
