import { cutAfter, type Fault, instead, socket, text } from "@jobwire/testing/faults";
import { holds, same, sleep, until } from "../../case/checks.ts";
import {
  type ConformanceCase,
  defineCase,
  type Makers,
  type Transport,
  type World,
} from "../../case/conformance-case.ts";
import { firstLine, follow, listen, mixedText, numbered, protocolOf } from "./logs.ts";

const tails = ["auto", "http", "websocket"] as const;
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The form in which a source sends a log: the socket uses universal newlines. */
const sentBy = (transport: Transport): Uint8Array =>
  bytesOf(transport === "websocket" ? mixedText.replace(/\r\n?/g, "\n") : mixedText);

/** Critical byte offsets for a cut: before anything, in and after a line, inside a character, between \r and \n, before the last byte. */
const placesOf = (transport: Transport): ReadonlyArray<number> => {
  const sent = sentBy(transport);
  const at = (part: string, into: number): number => {
    const found = new TextDecoder("utf-8", { ignoreBOM: true }).decode(sent).indexOf(part);
    return bytesOf(new TextDecoder("utf-8", { ignoreBOM: true }).decode(sent).slice(0, found)).length + into;
  };
  return [
    0,
    firstLine.length - 5,
    firstLine.length,
    at("😀", 2),
    at("windows", 8),
    at("the same line", 100),
    at("xxxx", 2_500),
    at("line 30", 3),
    sent.length - 1,
  ];
};

/** A job for each position; its first connection is cut there, later ones are not. */
const cutWorld =
  (how: "reset" | "fin" | "stall") =>
  async (
    { faultyRay }: Makers,
    transport: Transport,
  ): Promise<World<{ jobs: () => ReadonlyArray<string>; reconnects: () => number }>> => {
    const endpoint = transport === "websocket" ? "tail" : "file";
    const tries = new Map<string, number>();
    const places = placesOf(transport);
    const ray = await faultyRay({
      status: "SUCCEEDED",
      fault: (request): Fault | undefined => {
        const id = request.submissionId ?? "";
        if (request.endpoint !== endpoint || !id.startsWith("cut")) return undefined;
        const nth = tries.get(id) ?? 0;
        tries.set(id, nth + 1);
        if (nth === 0) return cutAfter(Number(id.slice(3)), how);
        // A job that is followed by socket ends while the second one is open.
        ray.job(id)?.setStatus("SUCCEEDED");
        return undefined;
      },
    });
    for (const place of places) {
      ray.addJob(`cut${place}`, { log: mixedText, status: transport === "websocket" ? "RUNNING" : "SUCCEEDED" });
    }
    return {
      url: ray.url,
      truth: () => bytesOf(mixedText),
      hands: {
        jobs: () => places.map((place) => `cut${place}`),
        reconnects: () => [...tries.values()].filter((times) => times > 1).length,
      },
    };
  };

const cutCase = (how: "reset" | "fin" | "stall", cites: ReadonlyArray<string>): ConformanceCase =>
  defineCase({
    id: `ray/cut/${how}`,
    surface: "ray",
    cites,
    transports: tails.filter((transport) => transport !== "auto"),
    world: cutWorld(how),
    run: async ({ ray, transport, hand, checkLines }) => {
      const jobs = await hand.jobs();
      await Promise.all(
        jobs.map(async (job) => {
          // A client of its own: so many cuts at once would use up one client's retry budget.
          const lines = await follow(ray(), job, {
            protocol: protocolOf(transport),
            ...(how === "stall" ? { idleMs: 500 } : {}),
          });
          await checkLines(lines, job);
        }),
      );
      same(await hand.reconnects(), jobs.length, "jobs that more than one connection read");
    },
  });

/** Tails whose connections are lost. */
export const cutCases: ReadonlyArray<ConformanceCase> = [
  cutCase("reset", ["ray/r1/cut-anywhere", "ray/r1/every-line-once", "ray/issue/57002"]),
  cutCase("fin", ["ray/r1/cut-anywhere", "ray/r1/short-body", "ray/issue/57002"]),
  cutCase("stall", ["ray/r5/half-open", "ray/issue/51601"]),
  defineCase({
    id: "ray/cut/repetitive-log",
    surface: "ray",
    cites: ["ray/r1/repetitive-log"],
    transports: ["auto", "http"],
    world: async ({ faultyRay }) => {
      const log = firstLine + "epoch done\n".repeat(3_000);
      let cuts = 0;
      const ray = await faultyRay({
        log,
        status: "SUCCEEDED",
        fault: ({ endpoint }) => (endpoint === "file" && cuts++ < 3 ? cutAfter(9_000 * cuts) : undefined),
      });
      return { url: ray.url, truth: () => bytesOf(log) };
    },
    run: async ({ ray, transport, checkLines }) => {
      await checkLines(await follow(ray(), "raysubmit_scripted00000000", { protocol: protocolOf(transport) }));
    },
  }),
  defineCase({
    id: "ray/cut/close-codes",
    surface: "ray",
    cites: ["ray/r2/close-code-proves-nothing", "ray/issue/60665", "ray/issue/63364"],
    transports: ["websocket"],
    world: async ({ faultyRay }) => {
      const codes = [1000, 1001, 1005, 1009, 1011, 1012, 4001];
      const log = firstLine + numbered(40);
      const tries = new Map<string, number>();
      const ray = await faultyRay({
        status: "SUCCEEDED",
        fault: ({ endpoint, submissionId: id = "" }) => {
          if (endpoint !== "tail") return undefined;
          const nth = tries.get(id) ?? 0;
          tries.set(id, nth + 1);
          if (nth === 0) return { kind: "cut", cut: { afterPieces: 2, how: { close: Number(id.slice(4)) } } };
          ray.job(id)?.setStatus("SUCCEEDED");
          return undefined;
        },
      });
      for (const code of codes) ray.addJob(`code${code}`, { log, status: "RUNNING" });
      return {
        url: ray.url,
        truth: () => bytesOf(log),
        hands: {
          jobs: () => codes.map((code) => `code${code}`),
          again: () => [...tries.values()].every((times) => times > 1),
        },
      };
    },
    run: async ({ ray, transport, hand, checkLines }) => {
      const jobs = await hand.jobs();
      await Promise.all(
        jobs.map(async (job) => checkLines(await follow(ray(), job, { protocol: protocolOf(transport) }), job)),
      );
      holds(await hand.again(), "the tail continued after each close, because the jobs still ran");
    },
  }),
  defineCase({
    id: "ray/cut/events",
    surface: "ray",
    cites: ["ray/tail/status-events"],
    transports: ["http", "websocket"],
    world: async ({ faultyRay }, transport) => {
      const log = firstLine + numbered(200);
      let cuts = 0;
      const ray = await faultyRay({
        log,
        status: transport === "http" ? "SUCCEEDED" : "RUNNING",
        fault: ({ endpoint }) => {
          if (endpoint !== (transport === "http" ? "file" : "tail")) return undefined;
          if (cuts++ === 0) return cutAfter(500);
          ray.setStatus("SUCCEEDED");
          return undefined;
        },
      });
      return { url: ray.url, truth: () => bytesOf(log) };
    },
    run: async ({ ray, transport, checkLines }) => {
      const { seen, onStatus } = listen();
      await checkLines(
        await follow(ray(), "raysubmit_scripted00000000", { protocol: protocolOf(transport), onStatus }),
      );
      const types = seen.map(({ type }) => type);
      same(types[0], "connecting", "the first status");
      same(types.at(-1), "ended", "the last status");
      holds(types.includes("resumed"), `a status reports that the tail resumed: ${types.join()}`);
    },
  }),
  defineCase({
    id: "ray/cut/no-loop",
    surface: "ray",
    cites: ["ray/r8/socket-to-file"],
    transports: ["auto", "websocket"],
    needs: ["ray-socket"],
    world: async ({ faultyRay }) => {
      const log = firstLine + numbered(30);
      const ray = await faultyRay({
        log,
        status: "RUNNING",
        fault: ({ endpoint }) =>
          endpoint === "tail" ? instead(socket([], { answersControlFrames: false })) : undefined,
      });
      return {
        url: ray.url,
        truth: () => bytesOf(log),
        hands: { sockets: () => ray.requestsTo("tail").length, end: () => ray.setStatus("SUCCEEDED") },
      };
    },
    run: async ({ ray, transport, hand, checkLines }) => {
      const { seen, onStatus } = listen();
      const following = follow(ray(), "raysubmit_scripted00000000", { protocol: protocolOf(transport), onStatus });
      await sleep(4_000);
      holds((await hand.sockets()) <= 3, `few sockets without lines, not ${await hand.sockets()}`);
      await hand.end();
      await checkLines(await following);
      holds(
        seen.some((status) => status.type === "source" && status.source === "file"),
        "a status reports the new source",
      );
    },
  }),
  defineCase({
    id: "ray/cut/large-line",
    surface: "ray",
    cites: ["ray/r1/large-line", "ray/wire/four-mebibytes"],
    transports: tails,
    world: async ({ faultyRay }) => {
      const log = `${firstLine}${numbered(10)}${"long ".repeat(1_000_000)}\n${numbered(10, 10)}`;
      const ray = await faultyRay({ log, status: "RUNNING" });
      return { url: ray.url, truth: () => bytesOf(log), hands: { end: () => ray.setStatus("SUCCEEDED") } };
    },
    run: async ({ ray, transport, hand, checkLines }) => {
      const following = follow(ray(), "raysubmit_scripted00000000", { protocol: protocolOf(transport) });
      await sleep(1_500);
      await hand.end();
      await checkLines(await following);
    },
  }),
  defineCase({
    id: "ray/cut/head-restarts",
    surface: "ray",
    cites: ["ray/tail/survives-outage"],
    transports: tails,
    world: async ({ faultyRay }) => {
      const log = firstLine + numbered(30);
      const ray = await faultyRay({ log, status: "RUNNING" });
      return {
        url: ray.url,
        truth: () => bytesOf(`${log}after the restart\n`),
        hands: {
          goDown: async () => {
            ray.setFault((_, nth) =>
              nth % 2 === 0 ? instead(text("Service Unavailable", { status: 503 })) : undefined,
            );
            await ray.server.refuse();
            ray.server.resetAll();
          },
          comeBack: () => ray.server.accept(),
          recover: () => {
            ray.setFault(undefined);
            ray.append("after the restart\n");
            ray.setStatus("SUCCEEDED");
          },
        },
      };
    },
    run: async ({ ray, transport, hand, checkLines }) => {
      const { seen, onStatus } = listen();
      const following = follow(ray(), "raysubmit_scripted00000000", { protocol: protocolOf(transport), onStatus });
      following.catch(() => {});
      await sleep(400);
      await hand.goDown();
      await until(() => seen.some(({ type }) => type === "retrying"), "a status reports the retry");
      await hand.comeBack();
      await sleep(700);
      await hand.recover();
      await checkLines(await following);
    },
  }),
];
