import { type ScriptedResponse, html, http, instead, redirect, text } from "@jobwire/testing/faults";
import { holds, same, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase, type Makers } from "../../case/conformance-case.ts";
import { begin, listen, protocolOf } from "../ray/logs.ts";

const id = "raysubmit_scripted00000000";
const secret = "conformance-handshake-6d20";
const isHandshake = (request: { readonly upgrade: boolean }): boolean => request.upgrade;
const isLogSocket = (path: string): boolean => path.endsWith("/logs/tail");

/** A Ray whose log socket has moved: it redirects every request for the old path. */
const movedWorld =
  (location: (ray: { readonly url: string }, stranger: { readonly url: string }) => string) =>
  async ({ faultyRay, bareServer }: Makers) => {
    const stranger = await bareServer();
    const ray = await faultyRay({
      log: "one\ntwo\n",
      status: "RUNNING",
      token: secret,
      fault: ({ path, query }) =>
        isLogSocket(path) && query.get("moved") === null ? instead(redirect(location(ray, stranger), 307)) : undefined,
    });
    return {
      url: ray.url,
      token: secret,
      hands: {
        finish: () => ray.setStatus("SUCCEEDED"),
        foreignRequests: () => stranger.requests.length,
        sockets: () => ray.server.requests.filter((request) => isHandshake(request)).map(({ url }) => url),
      },
    };
  };

/** A Ray that sends this in place of a WebSocket. */
const refusingWorld =
  (answer: ScriptedResponse) =>
  async ({ faultyRay }: Makers) => {
    const ray = await faultyRay({
      log: "one\ntwo\n",
      status: "RUNNING",
      fault: ({ path }) => (isLogSocket(path) ? instead(answer) : undefined),
    });
    return { url: ray.url, hands: { finish: () => ray.setStatus("SUCCEEDED") } };
  };

/** Refusals of a handshake that are not about the job. */
const refusals: ReadonlyArray<readonly [name: string, answer: ScriptedResponse]> = [
  ["200", http("fine")],
  ["200-page", html("<html><body>Sign in</body></html>")],
  ["204", http("", { status: 204 })],
  ["400", text("Bad Request", { status: 400 })],
  ["404", text("404: Not Found", { status: 404 })],
  ["405", text("405: Method Not Allowed", { status: 405 })],
  ["426", text("Upgrade Required", { status: 426 })],
  ["500", text("500: WebSocket proxy error", { status: 500 })],
  ["502-page", html("<html><body>Bad Gateway</body></html>", { status: 502 })],
  ["503", text("", { status: 503 })],
  ["redirect-loop", redirect(`/api/jobs/${id}/logs/tail`, 302)],
  ["redirect-nowhere", http("", { status: 302 })],
];

/** Responses to a WebSocket handshake in place of a socket. */
export const handshakeCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "transport/handshake/redirect-same-origin",
    surface: "ray",
    cites: ["transport/handshake-redirect"],
    transports: ["auto", "websocket"],
    needs: ["ray-socket", "handshake-headers"],
    world: movedWorld(() => `/api/jobs/${id}/logs/tail?moved=1`),
    run: async ({ ray, hand, transport }) => {
      const { seen, onStatus } = listen();
      const { lines, over } = begin(() => ray().jobs.tailLogs(id, { protocol: protocolOf(transport), onStatus }));
      await until(() => lines.length === 2, "both lines");
      await until(
        async () => (await hand.sockets()).some((url) => url.includes("moved=1")),
        "the socket at its new path",
      );
      await hand.finish();
      same(await over, ["one", "two"], "the lines");
      holds(
        seen.some((status) => JSON.stringify(status).includes("websocket")),
        `the socket was used: ${JSON.stringify(seen)}`,
      );
    },
  }),
  defineCase({
    id: "transport/handshake/redirect-cross-origin",
    surface: "ray",
    cites: ["transport/handshake-redirect", "secrets/redirect/cross-origin"],
    transports: ["auto", "websocket"],
    needs: ["ray-socket", "handshake-headers"],
    world: movedWorld((_, stranger) => `${stranger.url}/api/jobs/${id}/logs/tail?moved=1`),
    run: async ({ ray, hand, transport }) => {
      const { seen, onStatus } = listen();
      const { lines, over } = begin(() => ray().jobs.tailLogs(id, { protocol: protocolOf(transport), onStatus }));
      await until(() => JSON.stringify(seen).includes("another origin"), "the reason why the socket is left");
      await until(() => lines.length === 2, "both lines, by another source");
      await hand.finish();
      same(await over, ["one", "two"], "the lines");
      holds(!JSON.stringify(seen).includes(secret), "no token in a status");
      same(await hand.foreignRequests(), 0, "requests to the other origin");
    },
  }),
  ...refusals.map(([name, answer]) =>
    defineCase({
      id: `transport/handshake/${name}`,
      surface: "ray",
      cites: ["transport/handshake-refused"],
      transports: ["auto"],
      world: refusingWorld(answer),
      run: async ({ ray, hand }) => {
        const { lines, over } = begin(() => ray({ pollIntervalMs: 200 }).jobs.tailLogs(id, {}));
        await until(() => lines.length === 2, "both lines, by another source");
        await hand.finish();
        same(await over, ["one", "two"], "the lines");
      },
    }),
  ),
  ...refusals
    // An agent's 404 is about the job, and ends a tail.
    .filter(([name]) => name !== "404" && name !== "redirect-loop")
    .map(([name, answer]) =>
      defineCase({
        id: `transport/handshake/agent-${name}`,
        surface: "agent",
        cites: ["transport/handshake-refused"],
        transports: ["auto"],
        world: async ({ faultyAgent }: Makers) => {
          const agent = await faultyAgent({
            log: "one\ntwo\n",
            status: "RUNNING",
            token: secret,
            fault: ({ upgrade }) => (upgrade ? instead(answer) : undefined),
          });
          return { url: agent.baseUrl, token: secret, hands: { finish: () => agent.setStatus("SUCCEEDED") } };
        },
        run: async ({ agent, hand }) => {
          const { lines, over } = begin(() => agent({ pollIntervalMs: 200 }).jobs.tailLogs(id, {}));
          await until(() => lines.length === 2, "both lines, by another source");
          await hand.finish();
          same(await over, ["one", "two"], "the lines");
        },
      }),
    ),
  defineCase({
    id: "transport/handshake/agent-redirect-same-origin",
    surface: "agent",
    cites: ["transport/handshake-redirect"],
    transports: ["auto", "websocket"],
    needs: ["handshake-headers"],
    world: async ({ faultyAgent }: Makers) => {
      const agent = await faultyAgent({
        log: "one\ntwo\n",
        status: "RUNNING",
        token: secret,
        fault: ({ path, query }) =>
          path === `/jobs/${id}/logs/` && query.get("moved") === null
            ? instead(redirect(`/jobs/${id}/logs/?moved=1`, 308))
            : undefined,
      });
      return {
        url: agent.baseUrl,
        token: secret,
        hands: {
          finish: () => agent.setStatus("SUCCEEDED"),
          sockets: () => agent.server.requests.filter((request) => isHandshake(request)).map(({ url }) => url),
        },
      };
    },
    run: async ({ agent, hand, transport }) => {
      const { lines, over } = begin(() => agent().jobs.tailLogs(id, { protocol: protocolOf(transport) }));
      await until(() => lines.length === 2, "both lines");
      holds(
        (await hand.sockets()).some((url) => url.includes("moved=1")),
        "the socket was opened at its new path",
      );
      await hand.finish();
      same(await over, ["one", "two"], "the lines");
    },
  }),
];
