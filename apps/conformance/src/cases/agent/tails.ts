import type { AgentTailOptions } from "@jobwire/core";
import { responseLost, cutAfter, drop, type Fault, instead, text } from "@jobwire/testing/faults";
import { failsWith, failure, holds, same, until } from "../../case/checks.ts";
import { type Bench, type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { begin, type Begun, numbered, protocolOf } from "../ray/logs.ts";

const tails = ["auto", "http", "websocket"] as const;
const token = "conformance-agent-token";
const bytesOf = (log: string): Uint8Array => new TextEncoder().encode(log);

/** Lines that an agent's clients have misread: JSON, events, fields of an event stream. */
const ambiguousLines = [
  "starting",
  "",
  '{"loss": 0.1, "step": 3}',
  "42",
  "[1, 2]",
  "null",
  '{"type": "complete"}',
  '{"type": "error", "message": "no"}',
  "data: begins with data:",
  ": a comment",
  "event: x",
  "한글 🚀\u2028and on\u0085",
  "  spaces  ",
  "the same",
  "the same",
  "end without a newline",
].join("\n");

const jobId = "raysubmit_scripted00000000";
const begun = (bench: Bench, options: AgentTailOptions = {}, id: string = jobId): Begun =>
  begin(() => bench.agent().jobs.tailLogs(id, { protocol: protocolOf(bench.transport), ...options }));
/** Async, so that a failure that no case checks is unhandled, which the program reports. */
const followed = async (...args: Parameters<typeof begun>): Promise<ReadonlyArray<string>> => begun(...args).over;

/** Follows a running job, ends it after its first lines came, and compares all lines with its log. */
const followedToItsEnd = async (bench: Bench): Promise<void> => {
  const { lines, over } = begun(bench);
  await until(() => lines.length > 0, "the first lines");
  await bench.hand["end"]?.();
  await bench.checkLines(await over);
};

/** The forms in which an agent may send a log; none is documented, and the client understands all. */
const styles = [
  { socket: "events", stream: "sse", plain: "bytes" },
  { socket: "text", stream: "sse-text", plain: "json-text" },
  { socket: "binary", stream: "json-lines", plain: "json-object" },
  { socket: "text", stream: "plain", plain: "bytes" },
] as const;

/** Tails of an agent's jobs. */
export const agentTailCases: ReadonlyArray<ConformanceCase> = [
  ...styles.map((style) =>
    defineCase({
      id: `agent/tail/style-${style.socket}-${style.stream}`,
      surface: "agent",
      cites: ["agent/tail/styles", "agent/tail/lines-stay-text", "agent/r1/every-line-once"],
      transports: tails,
      world: async ({ faultyAgent }) => {
        const agent = await faultyAgent({ status: "RUNNING", log: ambiguousLines, token, style });
        return {
          url: agent.baseUrl,
          token,
          truth: () => bytesOf(`${ambiguousLines}, and on\nat last\n`),
          hands: {
            end: () => {
              agent.append(", and on\nat last\n");
              agent.setStatus("SUCCEEDED");
            },
          },
        };
      },
      run: followedToItsEnd,
    }),
  ),
  defineCase({
    id: "agent/tail/no-replay",
    surface: "agent",
    cites: ["agent/tail/no-replay"],
    transports: tails,
    world: async ({ faultyAgent }) => {
      const log = numbered(50);
      const agent = await faultyAgent({ status: "RUNNING", log, token, style: { replay: false } });
      return {
        url: agent.baseUrl,
        token,
        truth: () => bytesOf(log + numbered(10, 50)),
        hands: {
          end: () => {
            agent.append(numbered(10, 50));
            agent.setStatus("SUCCEEDED");
          },
        },
      };
    },
    run: followedToItsEnd,
  }),
  defineCase({
    id: "agent/tail/no-complete",
    surface: "agent",
    cites: ["agent/r2/proven-end"],
    transports: tails,
    world: async ({ faultyAgent }) => {
      const agent = await faultyAgent({ status: "SUCCEEDED", log: numbered(40), token, style: { complete: false } });
      return { url: agent.baseUrl, token, truth: () => bytesOf(numbered(40)) };
    },
    run: async (bench) => bench.checkLines(await followed(bench)),
  }),
  ...(["reset", "fin"] as const).map((how) =>
    defineCase({
      id: `agent/tail/cut-${how}`,
      surface: "agent",
      cites: ["agent/r1/cut-anywhere", "agent/r1/every-line-once"],
      transports: ["http", "websocket"],
      world: async ({ faultyAgent }, transport) => {
        const log = `${numbered(30)}한글 🚀\n${"the same\n".repeat(20)}${numbered(30, 30)}`;
        const places = [0, 1, 60, 333, 700, 1_200];
        const tries = new Map<string, number>();
        const agent = await faultyAgent({
          status: "SUCCEEDED",
          log,
          token,
          fault: ({ endpoint, id = "" }): Fault | undefined => {
            if (endpoint !== (transport === "websocket" ? "socket" : "stream") || !id.startsWith("cut"))
              return undefined;
            const nth = tries.get(id) ?? 0;
            tries.set(id, nth + 1);
            if (nth === 0) return cutAfter(Number(id.slice(3)), how);
            agent.job(id)?.setStatus("SUCCEEDED");
            return undefined;
          },
        });
        for (const place of places) agent.addJob(`cut${place}`, { status: "RUNNING", log });
        return {
          url: agent.baseUrl,
          token,
          truth: () => bytesOf(log),
          hands: { jobs: () => places.map((place) => `cut${place}`) },
        };
      },
      run: async (bench) => {
        const jobs = await bench.hand["jobs"]?.();
        await Promise.all(
          (jobs as ReadonlyArray<string>).map(async (job) => bench.checkLines(await followed(bench, {}, job), job)),
        );
      },
    }),
  ),
  defineCase({
    id: "agent/tail/auto-falls-back",
    surface: "agent",
    cites: ["agent/tail/auto-without-repeats"],
    transports: ["auto"],
    world: async ({ faultyAgent }) => {
      const log = numbered(60);
      const agent = await faultyAgent({
        status: "RUNNING",
        log,
        token,
        // The socket is cut after some lines, and is not available after that.
        fault: ({ endpoint }, nth) =>
          endpoint !== "socket"
            ? undefined
            : nth === 0
              ? cutAfter(500)
              : instead(text("no sockets here", { status: 503 })),
      });
      return {
        url: agent.baseUrl,
        token,
        truth: () => bytesOf(`${log}more\n`),
        hands: {
          sockets: () => agent.requestsTo("socket").length,
          end: () => {
            agent.append("more\n");
            agent.setStatus("SUCCEEDED");
          },
        },
      };
    },
    run: async (bench) => {
      const following = followed(bench);
      following.catch(() => {});
      // A page has no socket from the start.
      const { handshakeHeaders } = bench.runtime.capabilities;
      await until(
        async () => !handshakeHeaders || ((await bench.hand["sockets"]?.()) as number) > 1,
        "the server refused the socket",
      );
      await bench.hand["end"]?.();
      await bench.checkLines(await following);
    },
  }),
  defineCase({
    id: "agent/tail/limits",
    surface: "agent",
    cites: ["agent/tail/limits", "errors/stream-limit"],
    transports: tails,
    world: async ({ faultyAgent }) => {
      const agent = await faultyAgent({ status: "SUCCEEDED", log: numbered(100), token });
      return { url: agent.baseUrl, token, truth: () => bytesOf(numbered(100)) };
    },
    run: async (bench) => {
      const limited = followed(bench, { limits: { maxLines: 10 } });
      const error = await failsWith(limited, "StreamLimitExceeded", "lines");
      same(error.statusCode, 429, "the documented status");
      const rest = await followed(bench, { from: error.position });
      await bench.checkLines([...Array.from({ length: 10 }, (_, n) => `line ${n}`), ...rest]);
    },
  }),
  defineCase({
    id: "agent/tail/abort",
    surface: "agent",
    cites: ["agent/r4/abort", "errors/aborted"],
    transports: tails,
    world: async ({ faultyAgent }) => {
      const agent = await faultyAgent({ status: "RUNNING", log: numbered(10), token });
      const open = (): number => agent.server.requests.filter(({ outcome }) => outcome === "open").length;
      return { url: agent.baseUrl, token, hands: { open } };
    },
    run: async (bench) => {
      const ends = new AbortController();
      const lines: Array<string> = [];
      const options = { protocol: protocolOf(bench.transport), signal: ends.signal };
      const over = (async () => {
        for await (const line of bench.agent().jobs.tailLogs(jobId, options)) lines.push(line);
      })();
      over.catch(() => {});
      await until(() => lines.length === 10, "all lines");
      const began = Date.now();
      ends.abort();
      await failsWith(over, "Aborted");
      holds(Date.now() - began <= 1_000, "the abort settled within 1 s");
      await until(async () => (await bench.hand["open"]?.()) === 0, "the server has no open request");
    },
  }),
  defineCase({
    id: "agent/tail/refused",
    surface: "agent",
    cites: ["agent/errors/documented-status", "errors/unauthorized", "errors/not-found", "errors/invalid-request"],
    transports: tails,
    world: async ({ faultyAgent }) => {
      const agent = await faultyAgent({ status: "RUNNING", log: "", token });
      return { url: agent.baseUrl, token, hands: { asked: () => agent.server.requests.length } };
    },
    run: async (bench) => {
      const protocol = protocolOf(bench.transport);
      const before = (await bench.hand["asked"]?.()) as number;
      for (const bad of ["", "a/b", "a b", "..", "ok\n", "x".repeat(101)]) {
        const error = await failsWith(followed(bench, {}, bad), "InvalidRequest", "local");
        same(error.statusCode, 400, "the documented status");
      }
      same(await bench.hand["asked"]?.(), before, "requests for invalid ids");
      same(
        (await failsWith(followed(bench, {}, "nobody"), "NotFound")).statusCode,
        404,
        "the status of an unknown job",
      );
      const stranger = begin(() => bench.agent({ agentToken: "another" }).jobs.tailLogs(jobId, { protocol })).over;
      same((await failsWith(stranger, "Unauthorized")).statusCode, 401, "the status without the right token");
    },
  }),
  defineCase({
    id: "agent/jobs/stop-once",
    surface: "agent",
    cites: ["agent/r6/once"],
    transports: ["unary"],
    needs: ["sends-once"],
    world: async ({ faultyAgent }) => {
      const agent = await faultyAgent({
        status: "RUNNING",
        log: "",
        token,
        fault: ({ endpoint }) => (endpoint === "stopJob" ? responseLost(drop()) : undefined),
      });
      return { url: agent.baseUrl, token, hands: { stops: () => agent.requestsTo("stopJob").length } };
    },
    run: async (bench) => {
      await failure(bench.agent().jobs.stop(jobId));
      same(await bench.hand["stops"]?.(), 1, "stop requests");
    },
  }),
];
