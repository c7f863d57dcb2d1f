import { directAccess, keyPair, programmaticAccessToken, sql } from "@jobwire/core";
import { type ScriptedResponse, drop, http, json, text } from "@jobwire/testing/faults";
import { same } from "../../case/checks.ts";
import {
  type Bench,
  type ConformanceCase,
  defineCase,
  type Makers,
  type SystemSurface,
} from "../../case/conformance-case.ts";
import { makePrivateKey } from "./private-key.ts";

/** How often a write arrived, and how many other requests its connection carried. */
interface Arrived {
  readonly write: string;
  readonly times: number;
  readonly others: number;
}

/** A server that drops every first write by its path once it has the request, and refuses each later one; reads succeed. */
const losingWorld =
  (reads: (path: string) => ScriptedResponse) =>
  async ({ bareServer }: Makers) => {
    const server = await bareServer();
    const seen = new Set<string>();
    server.on(
      () => true,
      ({ method, path, index }) => {
        if (method === "GET") return reads(path);
        const write = `${method} ${path}`;
        if (seen.has(write)) return json({ message: "refused", detail: "refused" }, { status: 400 });
        seen.add(write);
        return drop(index % 2 === 0 ? "reset" : "fin");
      },
    );
    return {
      url: server.url,
      hands: {
        arrived: (): ReadonlyArray<Arrived> => {
          const { requests } = server;
          const writes = requests.filter(({ method }) => method !== "GET");
          return [...new Set(writes.map(({ method, path }) => `${method} ${path}`))].map((write) => {
            const own = writes.filter(({ method, path }) => `${method} ${path}` === write);
            const others = own.flatMap((one) =>
              requests.filter((other) => other !== one && other.connection === one.connection),
            );
            return { write, times: own.length, others: others.length };
          });
        },
      },
    };
  };

/** One operation that writes, and how often it should arrive: Jobwire itself repeats some, where that is harmless. */
type Write = readonly [arrives: string, times: number, call: () => Promise<unknown>];

type WriteBench = Bench<{ arrived: () => ReadonlyArray<Arrived> }>;

/** `warm` makes a kept connection. */
const writesArrive = async (bench: WriteBench, warm: () => Promise<unknown>, writes: ReadonlyArray<Write>) => {
  for (const [, , call] of writes) {
    await warm().catch(() => {});
    await call().catch(() => {});
  }
  const expected = writes.map(([write, times]): Arrived => ({ write, times, others: 0 }));
  const byWrite = (one: Arrived, other: Arrived): number => (one.write < other.write ? -1 : 1);
  same([...(await bench.hand.arrived())].sort(byWrite), expected.sort(byWrite), "the writes that arrived");
};

const shared = (surface: SystemSurface) => ({
  surface,
  cites: ["transport/writes-once"],
  needs: ["sends-once" as const],
});

/** Every write of every backend reaches the server as often as Jobwire sends it, on a connection of its own. */
export const writeCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    ...shared("ray"),
    id: "transport/writes-once/ray",
    transports: ["unary"],
    world: losingWorld((path) => {
      if (path === "/api/version") return json({ version: "4", ray_version: "2.60.0" });
      if (path.startsWith("/api/packages/")) return text("Package x does not exist", { status: 404 });
      return text("no", { status: 403 });
    }),
    run: async (bench) => {
      const { jobs, packages, serve, version } = bench.ray();
      const archive = new Uint8Array(22);
      archive.set([0x50, 0x4b, 5, 6]);
      const name = "_ray_pkg_0000000000000000.zip";
      await writesArrive(bench, version, [
        ["POST /api/jobs/", 1, () => jobs.submit({ submissionId: "once", entrypoint: "echo" })],
        ["POST /api/jobs/once/stop", 2, () => jobs.stop("once")],
        ["DELETE /api/jobs/once", 2, () => jobs.delete("once")],
        [`PUT /api/packages/gcs/${name}`, 2, () => packages.upload({ name, archive: async () => archive })],
        ["PUT /api/serve/applications/", 1, () => serve.deploy({ applications: [] })],
        ["DELETE /api/serve/applications/", 2, () => serve.shutdown()],
        ["POST /api/v1/applications/a/deployments/d/scale", 2, () => serve.scale("a", "d", 1)],
      ]);
    },
  }),
  defineCase({
    ...shared("agent"),
    id: "transport/writes-once/agent",
    transports: ["unary"],
    world: async (makers: Makers) => ({
      ...(await losingWorld(() => json({ status: "ok" }))(makers)),
      token: "agent-token",
    }),
    run: async (bench) => {
      const { jobs, plugins, resources, serve, health } = bench.agent();
      await writesArrive(bench, health, [
        ["POST /jobs/once/stop/", 1, () => jobs.stop("once")],
        ["POST /plugin_releases/", 1, () => plugins.releases.create({ plugin: "p", version: "1.0.0" })],
        ["DELETE /plugin_releases/p", 1, () => plugins.releases.delete("p")],
        ["POST /plugin_releases/p/run/", 1, () => plugins.run("p", { action: "a" })],
        ["POST /plugin_releases/run_debug/", 1, () => plugins.runDebug({ action: "a" })],
        ["DELETE /serve_applications/s/", 1, () => serve.delete("s")],
        ["POST /resources/feasibility/", 1, () => resources.checkFeasibility({ kind: "job" })],
        ["PATCH /resources/policy/", 1, () => resources.updatePolicy({ maxConcurrentJobs: 1 })],
      ]);
    },
  }),
  defineCase({
    ...shared("reasoner"),
    id: "transport/writes-once/direct-access",
    transports: ["direct-access"],
    world: losingWorld(() => json({ jobs: [], transactions: [] })),
    run: async (bench) => {
      const { jobs } = bench.reasoner({ backend: directAccess({ address: bench.url, token: "reasoner-token" }) });
      const warm = (): Promise<unknown> => jobs.list();
      await writesArrive(bench, warm, [
        ["POST /v1alpha1/transactions", 1, () => jobs.create("Logic", "e", { a: 1 })],
        ["POST /v1alpha1/jobs", 1, () => jobs.create("Predictive", "e", { a: 1 })],
        ["POST /v1alpha1/transactions/once/cancel_async", 2, () => jobs.stop({ reasonerType: "Logic", id: "once" })],
        ["POST /v1alpha1/jobs/ML/once/cancel", 2, () => jobs.stop({ reasonerType: "Predictive", id: "once" })],
      ]);
    },
  }),
  defineCase({
    ...shared("reasoner"),
    id: "transport/writes-once/sql",
    transports: ["sql"],
    world: losingWorld(() => http("")),
    run: async (bench) => {
      const credentials = programmaticAccessToken("reasoner-token");
      const { jobs } = bench.reasoner({ backend: sql({ account: bench.url, credentials }) });
      // A statement carries its request id, so that the server recognizes the second as the first.
      await writesArrive(bench, async () => {}, [
        ["POST /api/v2/statements", 2, () => jobs.create("Predictive", "e", { a: 1 })],
      ]);
    },
  }),
  defineCase({
    ...shared("reasoner"),
    id: "transport/writes-once/token-exchange",
    transports: ["direct-access"],
    world: losingWorld(() => json({ jobs: [] })),
    run: async (bench) => {
      const credentials = keyPair({ user: "U", privateKey: await makePrivateKey() });
      const snowflake = { account: bench.url, address: bench.url, credentials };
      const { jobs } = bench.reasoner({ backend: directAccess({ address: bench.url, snowflake }) });
      await writesArrive(bench, async () => {}, [["POST /oauth/token", 2, () => jobs.list()]]);
    },
  }),
];
