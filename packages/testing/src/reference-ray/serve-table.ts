import { existsSync } from "node:fs";
import { join } from "node:path";
import type { PackageStore } from "./package-store.ts";
import { pythonTraceback } from "./python-traceback.ts";

/** A deployed application. */
export interface ServeApplicationConfig {
  readonly name?: string;
  readonly route_prefix?: string | null;
  readonly import_path: string;
  readonly runtime_env?: Readonly<Record<string, unknown>>;
  readonly deployments?: readonly Readonly<Record<string, unknown>>[];
  readonly external_scaler_enabled?: boolean;
}

export interface ServeConfig {
  readonly applications: readonly ServeApplicationConfig[];
  readonly target_capacity?: number | null;
}

interface Application {
  config: ServeApplicationConfig;
  deployedAt: number;
  /** When it becomes RUNNING or fails. */
  readyAt: number;
  readonly replicas: Map<string, number>;
}

/** Serve without replicas: it keeps configs and reports their state as Serve would, and serves no request to them. */
export class ServeTable {
  readonly #packages: PackageStore;
  readonly #deployMs: number;
  readonly #applications = new Map<string, Application>();
  #running = false;
  #capacity: number | null = null;

  constructor(packages: PackageStore, deployMs: number) {
    this.#packages = packages;
    this.#deployMs = deployMs;
  }

  get running(): boolean {
    return this.#running;
  }

  deploy(config: ServeConfig): void {
    const now = Date.now();
    this.#running = true;
    this.#capacity = config.target_capacity ?? null;
    const next = config.applications.map((application) => [application.name ?? "default", application] as const);
    const names = new Set(next.map(([name]) => name));
    for (const name of this.#applications.keys()) if (!names.has(name)) this.#applications.delete(name);
    for (const [name, application] of next) {
      const replicas = this.#applications.get(name)?.replicas ?? new Map<string, number>();
      this.#applications.set(name, { config: application, deployedAt: now, readyAt: now + this.#deployMs, replicas });
    }
  }

  shutDown(): void {
    this.#running = false;
    this.#capacity = null;
    this.#applications.clear();
  }

  /** Ray's response to a request to scale. */
  scale(name: string, deployment: string, replicas: number): { readonly status: number; readonly body: unknown } {
    if (!this.#running) return { status: 503, body: { error: "Serve controller is not available" } };
    const application = this.#applications.get(name);
    if (application === undefined || !this.#deployments(application).includes(deployment))
      return { status: 404, body: { error: "Application or Deployment not found" } };
    if (application.config.external_scaler_enabled !== true) {
      const error =
        `Cannot update replicas for deployment '${deployment}' in application '${name}'. The external scaling API can only ` +
        "be used when 'external_scaler_enabled' is set to true in the application configuration. Current value: " +
        "external_scaler_enabled=false. To use this API, redeploy your application with 'external_scaler_enabled: true' in the config.";
      return { status: 412, body: { error } };
    }
    application.replicas.set(deployment, replicas);
    const message = "Scaling request received. Deployment will get scaled asynchronously.";
    return { status: 200, body: { message } };
  }

  /** The response to a GET, as far as it is known without replicas. */
  details(nodeId: string, nodeIp: string): Readonly<Record<string, unknown>> {
    if (!this.#running) return { controller_info: {}, proxies: {}, applications: {}, target_capacity: null };
    const applications = [...this.#applications].map(([name, application]) => [name, this.#told(name, application)]);
    return {
      controller_info: { node_id: nodeId, node_ip: nodeIp, actor_name: "SERVE_CONTROLLER_ACTOR" },
      proxy_location: "HeadOnly",
      http_options: { host: "127.0.0.1", port: 8000 },
      proxies: { [nodeId]: { node_id: nodeId, node_ip: nodeIp, status: "HEALTHY" } },
      applications: Object.fromEntries(applications) as unknown,
      target_capacity: this.#capacity,
    };
  }

  #deployments({ config }: Application): readonly string[] {
    const named = (config.deployments ?? []).map((deployment) => String(deployment["name"]));
    return named.length > 0 ? named : [config.import_path.split(":")[1] ?? "app"];
  }

  #told(name: string, application: Application): Readonly<Record<string, unknown>> {
    const { config, deployedAt, readyAt, replicas } = application;
    const ready = Date.now() >= readyAt;
    const failure = ready ? this.#importFailure(config) : undefined;
    const running = ready && failure === undefined;
    const deployments = this.#deployments(application).map((deployment) => [
      deployment,
      {
        name: deployment,
        status: "HEALTHY",
        status_trigger: "CONFIG_UPDATE_COMPLETED",
        message: "",
        target_num_replicas: replicas.get(deployment) ?? 1,
        replicas: [],
      },
    ]);
    return {
      name,
      route_prefix: running ? (config.route_prefix ?? null) : null,
      docs_path: null,
      status: running ? "RUNNING" : ready ? "DEPLOY_FAILED" : "DEPLOYING",
      message: failure ?? "",
      last_deployed_time_s: deployedAt / 1000,
      deployed_app_config: config,
      source: "declarative",
      deployments: running ? (Object.fromEntries(deployments) as unknown) : {},
      external_scaler_enabled: config.external_scaler_enabled ?? false,
      deployment_topology: null,
    };
  }

  /** Looks for the module in the application's working_dir, which must contain it. */
  #importFailure({ import_path: path, runtime_env: env }: ServeApplicationConfig): string | undefined {
    const module = path.split(":")[0] ?? "";
    const uri = env?.["working_dir"];
    const folder = typeof uri === "string" ? this.#packages.folder(uri.replace(/^gcs:\/\//, "")) : undefined;
    const file = module.replaceAll(".", "/");
    if (folder !== undefined && [`${file}.py`, `${file}/__init__.py`].some((one) => existsSync(join(folder, one))))
      return undefined;
    const frame = [
      "ray/_common/utils.py",
      90,
      "import_module_and_attr",
      "module = importlib.import_module(module_name)",
    ];
    const traceback = pythonTraceback(
      [frame as never],
      `ModuleNotFoundError: No module named '${module.split(".")[0]}'`,
    );
    return `Deploying app failed with exception:\n${traceback}`;
  }
}
