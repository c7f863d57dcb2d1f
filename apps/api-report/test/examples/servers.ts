import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { once } from "node:events";
import { createGateway } from "@jobwire/gateway";
import {
  json,
  startFaultServer,
  startReferenceAgent,
  startReferenceRay,
  startReferenceReasoner,
} from "@jobwire/testing";
import { ray } from "jobwire";

/** The servers that the examples name, running. */
export interface Servers {
  /** By the address in the examples: the address to use. */
  readonly addresses: Readonly<Record<string, string>>;
  /** Stops all of them. */
  readonly close: () => Promise<void>;
}

const job = "train-7";

/** Starts a server for each address in the examples. Each has the job or the build that they name, and takes the token `secret`. */
export const startServers = async (): Promise<Servers> => {
  const cluster = await startReferenceRay();
  const synapse = await startReferenceAgent({ token: "secret" });
  const reasoners = await startReferenceReasoner({ token: "secret" });
  const builds = await startFaultServer();
  builds.on("GET /jobs", () => json([{ id: "build-7", state: "passed" }]));
  builds.on("GET /jobs/build-7", () => json({ id: "build-7", state: "passed" }));
  await synapse.startJob({ entrypoint: "echo trained" }, job);
  const client = ray({ address: cluster.url });
  await (await client.jobs.submit({ submissionId: job, entrypoint: "echo trained" })).result();

  const gateway = createGateway({ systems: { ray: client }, allowAnonymous: "read" });
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { host = "" } = request.headers;
    const { status, headers, body } = await gateway.fetch(new Request(`http://${host}${request.url}`));
    response.writeHead(status, Object.fromEntries(headers));
    for await (const chunk of body ?? []) response.write(chunk);
    response.end();
  };
  const pages = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await once(pages.listen(0, "127.0.0.1"), "listening");

  return {
    addresses: {
      "http://127.0.0.1:8265": cluster.url,
      "http://127.0.0.1:8099": synapse.baseUrl,
      "http://127.0.0.1:8090": reasoners.url,
      "http://127.0.0.1:8080": builds.url,
      "http://127.0.0.1:8077": `http://127.0.0.1:${(pages.address() as AddressInfo).port}`,
    },
    close: async () => {
      pages.closeAllConnections();
      pages.close();
      await gateway.close();
      await client.close();
      await Promise.all([cluster.close(), synapse.close(), reasoners.close(), builds.close()]);
    },
  };
};
