import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { ProgramSession } from "./program-session.ts";

/** The server that programs send requests to, in any runtime; a page reaches it from another origin. */
export interface ControlServer {
  /** Assigns a session an address, under a name that is not taken. */
  readonly add: (name: string, session: ProgramSession) => string;
  /** Serves a page that runs `script` at `page` below a session's address. */
  readonly addPage: (name: string, script: string) => void;
  readonly close: () => Promise<void>;
}

/**
 * Starts a {@link ControlServer} on loopback. Pages of any origin must reach it, because a cell's page comes from its own server, so
 * every address begins with a random part that a page outside of the run cannot guess.
 */
export const startControlServer = async (): Promise<ControlServer> => {
  const run = randomBytes(16).toString("hex");
  const sessions = new Map<string, ProgramSession>();
  const scripts = new Map<string, string>();

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, ofRun, name = "", path = ""] = (request.url ?? "").split("?")[0]?.split("/") ?? [];
    if (ofRun !== run) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("access-control-allow-origin", "*");
    const script = scripts.get(name);
    if (request.method === "GET" && script !== undefined) {
      response.setHeader("content-type", path === "page" ? "text/html" : "text/javascript");
      response.end(
        path === "page"
          ? `<!doctype html><meta charset="utf-8"><script type="module" src="script.js"></script>`
          : script,
      );
      return;
    }
    const session = sessions.get(name);
    if (request.method !== "POST" || session === undefined) {
      response.writeHead(404).end();
      return;
    }
    try {
      const value = await session.answer(path, JSON.parse(await text(request)));
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ value }));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  };

  const server = createServer((request, response) => void serve(request, response));
  // A program that is busy with a cell uses the same connection again; a connection that was closed meanwhile would fail it.
  server.keepAliveTimeout = 600_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${run}`;
  return {
    add: (name, session) => {
      sessions.set(name, session);
      return `${url}/${name}`;
    },
    addPage: (name, script) => void scripts.set(name, script),
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
