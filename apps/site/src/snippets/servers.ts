import { createGateway } from "@jobwire/gateway";
import { ray } from "@jobwire/node";
import { startReferenceAgent, startReferenceRay, startReferenceReasoner } from "@jobwire/testing";
import { serve } from "srvx";

/** The servers of one run, and how the program reaches them. */
export interface Servers {
  /** Puts their addresses in place of those of the page. */
  readonly replace: (text: string) => string;
  readonly env: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

const gatewayToken = "a-token-of-the-tests";

/** A job that the page names and does not submit itself. */
const namesJob = (text: string, id: string): boolean =>
  text.includes(id) && !new RegExp(`(?:submissionId: "|--submission-id )${id}`).test(text);

/** Starts the servers that a page's program needs, each with the jobs that it names. */
export const startServers = async (text: string): Promise<Servers> => {
  await using started = new AsyncDisposableStack();
  const replaced = new Map<string, string>();
  const env: Record<string, string> = {};

  const cluster = started.use(
    await startReferenceRay({
      cpus: 8,
      clocks: { tailPollMs: 50, killAfterMs: 300, supervisorStartMs: 20, serveDeployMs: 50 },
    }),
  );
  replaced.set("http://127.0.0.1:8265", cluster.url).set("127.0.0.1:8265", new URL(cluster.url).host);
  replaced.set("https://ray.example.com/team", cluster.url).set("https://ray.example.com", cluster.url);
  replaced.set("https://ray.example", cluster.url);
  replaced.set("/run/secrets/ray-token", "ray-token");
  env["RAY_API_SERVER_ADDRESS"] = cluster.url;
  const client = started.use(ray({ address: cluster.url }));
  for (const id of ["train-7", "train-8"]) {
    if (namesJob(text, id))
      await client.jobs.submit({ entrypoint: "echo one; echo two; echo three", submissionId: id });
  }

  if (/agent|synapse/i.test(text)) {
    const agent = started.use(await startReferenceAgent({ tailPollMs: 20 }));
    for (const id of ["raysubmit_x", "raysubmit_y"]) {
      if (text.includes(id)) await agent.startJob({ entrypoint: "echo one; echo two" }, id);
    }
    for (const address of ["https://host/agents/7", "http://127.0.0.1:8000"]) replaced.set(address, agent.baseUrl);
    Object.assign(env, { JOBWIRE_AGENT_URL: agent.baseUrl, JOBWIRE_AGENT_TOKEN: "secret", AGENT_TOKEN: "secret" });
  }
  if (/reasoner|snowflake/i.test(text)) {
    const reasoner = started.use(await startReferenceReasoner({ runMs: 100 }));
    replaced.set("http://127.0.0.1:8090", reasoner.url).set("http://127.0.0.1:8091", reasoner.snowflakeUrl);
    Object.assign(env, { JOBWIRE_REASONER_URL: reasoner.url, JOBWIRE_REASONER_TOKEN: "secret" });
  }
  if (text.includes("8266")) {
    const gateway = createGateway({
      systems: { ray: client },
      authorize: (request) => request.headers.get("authorization") === `Bearer ${gatewayToken}`,
    });
    started.defer(() => gateway.close());
    const server = serve({ fetch: gateway.fetch, hostname: "127.0.0.1", port: 0, silent: true });
    await server.ready();
    started.defer(() => server.close(true));
    replaced.set("http://127.0.0.1:8266", (server.url ?? "").replace(/\/$/, ""));
    env["JOBWIRE_GATEWAY_TOKEN"] = gatewayToken;
  }
  const all = started.move();
  return {
    replace: (code) => [...replaced].reduce((result, [from, to]) => result.replaceAll(from, to), code),
    env,
    close: () => all.disposeAsync(),
  };
};
