import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { WireScript } from "../wire-script.ts";
import { type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

/** A server that starts scripted servers on request over HTTP; see `connectRig`. */
export interface ContractServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Array<Buffer> = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
};

/** Starts it on a free port of the loopback. Meant for Node, whose sockets can do everything that the scripts need. */
export const startContractServer = async (): Promise<ContractServer> => {
  const servers = new Map<string, ScriptedServer>();
  let ids = 0;

  const handle = async (path: string, body: unknown): Promise<unknown> => {
    if (path === "/serve") {
      const started = await startScriptedServer(body as WireScript);
      const id = String(ids++);
      servers.set(id, started);
      const { secure, demanding, proxy } = started;
      return {
        id,
        url: started.server.url,
        secure: { url: `https://127.0.0.1:${secure.port}`, ca: secure.ca },
        demanding: { url: `https://127.0.0.1:${demanding.port}`, client: demanding.client },
        proxy: `127.0.0.1:${proxy.port}`,
      };
    }
    const [, id = "", action = ""] = path.split("/");
    const scripted = servers.get(id);
    if (scripted === undefined) throw new Error(`server ${id} does not exist`);
    switch (action) {
      case "look":
        return scripted.look();
      case "pass":
        scripted.pass((body as { readonly pieces: number }).pieces);
        return {};
      case "refuse":
        await scripted.server.refuse();
        return {};
      case "close":
        servers.delete(id);
        await scripted.close();
        return {};
      default:
        throw new Error(`the action ${action} does not exist`);
    }
  };

  const control = createServer((request, response) => {
    // Pages send requests from an origin of their own.
    response.setHeader("access-control-allow-origin", "*");
    bodyOf(request)
      .then((body) => handle(request.url ?? "", body))
      .then(
        (said) => response.end(JSON.stringify(said)),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  });
  await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
    close: async () => {
      await Promise.all([...servers.values()].map((server) => server.close()));
      control.closeAllConnections();
      await new Promise((resolve) => control.close(resolve));
    },
  };
};
