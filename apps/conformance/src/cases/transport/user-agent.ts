import { holds, same, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { begin, protocolOf } from "../ray/logs.ts";

const id = "raysubmit_scripted00000000";

/** Requests and handshakes name this package and the runtime, and a page's requests its browser. */
export const userAgentCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "transport/user-agent",
    surface: "ray",
    cites: ["transport/user-agent"],
    transports: ["http", "websocket"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: "line\n", status: "RUNNING" });
      return {
        url: ray.url,
        hands: {
          finish: () => ray.setStatus("SUCCEEDED"),
          sent: () =>
            ray.server.requests
              .filter(({ path }) => path.startsWith("/api/"))
              .map(({ headers, path }) => [path, headers["user-agent"] ?? ""] as const),
        },
      };
    },
    run: async ({ ray, hand, runtime, transport }) => {
      await ray().version();
      const { lines, over } = begin(() => ray().jobs.tailLogs(id, { protocol: protocolOf(transport) }));
      await until(() => lines.length === 1, "the line");
      await hand.finish();
      same(await over, ["line"], "the lines");
      const sent = await hand.sent();
      holds(
        transport === "http" || sent.some(([path]) => path.endsWith("/logs/tail")),
        `there was a handshake: ${JSON.stringify(sent)}`,
      );
      const page = runtime.capabilities.forcedRequestHeaders.includes("user-agent");
      const own = page ? /^Mozilla\/5\.0 / : new RegExp(`^jobwire/\\d+\\.\\d+\\.\\d+ ${runtime.name}/[\\w.-]+$`);
      for (const [path, agent] of sent) holds(own.test(agent), `the user agent of ${path}: ${agent}`);
      if (page) return;
      const before = sent.length;
      await ray({ headers: { "user-agent": "mine/1" } }).version();
      same((await hand.sent())[before]?.[1], "mine/1", "the caller's own user agent");
    },
  }),
];
