import { assert, describe, it } from "@effect/vitest";
import { Effect, Stream } from "effect";
import type { JobLostReason, JobwireError } from "../../src/errors.ts";
import { monotonicMs } from "../../src/monotonic.ts";
import type { EffectTailOptions } from "../../src/ray/effects.ts";
import type { TailPosition } from "../../src/tail/position.ts";
import type { ScriptedAnswer, SeenRequest, SocketStep } from "../support/scripted-adapter.ts";
import { scriptedAdapter } from "../support/scripted-adapter.ts";
import { outcomeOf } from "../support/settled.ts";
import { wireJob, wireNodes } from "../support/wire-job.ts";
import { makeRay } from "../../src/ray/make-ray.ts";

const lines = Array.from({ length: 500 }, (_, n) => `line ${n}`);
const log = `Runtime env is setting up.\n${lines.join("\n")}\n`;
const forbidden: ScriptedAnswer = { status: 403, body: "Forbidden" };
const notFound: ScriptedAnswer = { status: 404, body: "404: Not Found" };
const busy: ScriptedAnswer = {
  status: 429,
  json: { result: false, msg: "Max number of in-progress requests", data: {} },
};
const page: ScriptedAnswer = { headers: { "content-type": "text/html" }, body: "<html>please log in</html>" };
const noAgent: ScriptedAnswer = { status: 500, body: "Agent for node id: n1 doesn't exist." };
const noFile: ScriptedAnswer = { status: 500, body: "A file is not found at: /logs/job-driver-old.log" };
/** The end of Ray's traceback when it cannot connect to the job's node. */
const refusedByHost: ScriptedAnswer = {
  status: 500,
  body: "Traceback (most recent call last):\n  File connector.py\naiohttp.client_exceptions.ClientConnectorError: Cannot connect to host 192.0.2.2:52365\n",
};
const empty: ScriptedAnswer = { json: { logs: "" } };
const names = (...files: ReadonlyArray<string>): ScriptedAnswer => ({
  json: { result: true, msg: "", data: { result: files.length === 0 ? {} : { internal: files } } },
});
const aliveHead = { id: "head", state: "ALIVE" as const };
const dead = { json: wireNodes([aliveHead, { id: "n1", state: "DEAD" }]) };
const alive = { json: wireNodes([aliveHead, { id: "n1", state: "ALIVE" }]) };

interface Cluster {
  readonly status?: string;
  readonly node?: string | null;
  readonly plain?: ScriptedAnswer | (() => ScriptedAnswer);
  /** The plain log begins this late. */
  readonly lateMs?: number;
  readonly file?: ScriptedAnswer | ((request: SeenRequest, nth: number) => ScriptedAnswer);
  readonly names?: ScriptedAnswer;
  readonly nodes?: ScriptedAnswer | (() => ScriptedAnswer);
  readonly socket?: ReadonlyArray<SocketStep>;
}

const clusterOf = (given: Cluster, late: Promise<void> = Promise.resolve()) => {
  let files = 0;
  const { status = "SUCCEEDED" } = given;
  const job = {
    ...wireJob("old", status),
    driver_node_id: given.node === undefined ? "n1" : given.node,
    driver_agent_http_address: given.node === null ? null : "http://192.0.2.2:52365",
    driver_exit_code: status === "SUCCEEDED" ? 0 : status === "FAILED" && given.node !== null ? 7 : null,
  };
  return scriptedAdapter({
    request: (request) => {
      switch (request.url.pathname) {
        case "/api/version":
          return { json: { version: "4", ray_version: "2.60.0", ray_commit: "c", session_name: "s" } };
        case "/api/jobs/old":
          return { json: job };
        case "/api/jobs/old/logs":
          return late.then(() => (typeof given.plain === "function" ? given.plain() : (given.plain ?? empty)));
        case "/api/v0/nodes":
          return typeof given.nodes === "function" ? given.nodes() : (given.nodes ?? alive);
        case "/api/v0/logs":
          return given.names ?? names();
        case "/api/v0/logs/file":
          return typeof given.file === "function" ? given.file(request, files++) : (given.file ?? noAgent);
        default:
          throw new Error(`not of this test: ${request.url.pathname}`);
      }
    },
    socket: () => ({ steps: given.socket ?? [{ closed: 1000 }] }),
  });
};

/** The outcome of a tail or of `getLogs`. */
const read = (given: Cluster, options: EffectTailOptions = {}, by: "tail" | "getLogs" = "tail") =>
  Effect.gen(function* () {
    let begin = (): void => {};
    const late = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const script = clusterOf(given, late);
    yield* Effect.forkChild(Effect.andThen(Effect.sleep(given.lateMs ?? 0), Effect.sync(begin)));
    const ray = yield* makeRay(script.adapter, { address: "http://127.0.0.1:8265" });
    const got: Array<string> = [];
    const began = yield* monotonicMs;
    const end = yield* outcomeOf(
      by === "tail"
        ? Stream.runForEach(ray.jobs.tailLogs("old", options), (batch) =>
            Effect.sync(() => void got.push(...batch.lines)),
          )
        : Effect.map(ray.jobs.getLogs("old"), (text) => void got.push(...text.split("\n").slice(0, -1))),
      200,
    );
    return {
      lines: got,
      error: end as JobwireError | undefined,
      tookMs: (yield* monotonicMs) - began,
      requests: script.requests.length,
      paths: script.requests.map(({ url }) => url.pathname),
      open: script.open(),
    };
  }).pipe(Effect.scoped);

const ways: ReadonlyArray<readonly [string, EffectTailOptions, "tail" | "getLogs"]> = [
  ["what is there now", { follow: false }, "tail"],
  ["followed", {}, "tail"],
  ["followed by HTTP", { protocol: "http" }, "tail"],
  ["followed by WebSocket", { protocol: "websocket" }, "tail"],
  ["the last 5", { tail: 5 }, "tail"],
  ["the last 5, now", { tail: 5, follow: false }, "tail"],
  ["what is new", { tail: 0 }, "tail"],
  ["getLogs", {}, "getLogs"],
];

describe.each(ways)("an ended job whose log is out of reach, %s", (_, options, by) => {
  it.effect.each<[string, Cluster, JobLostReason]>([
    ["its node is dead", { nodes: dead }, "node-dead"],
    ["its node is dead, and the file comes empty", { nodes: dead, file: { body: "" } }, "node-dead"],
    ["its node is dead, and the file's path is refused", { nodes: dead, file: forbidden }, "node-dead"],
    ["its node is dead, and all slots are taken", { nodes: dead, file: busy }, "node-dead"],
    ["it failed, and its node is dead", { status: "FAILED", nodes: dead }, "node-dead"],
    ["it was stopped, and its node is dead", { status: "STOPPED", nodes: dead }, "node-dead"],
    ["its node is dead, and the plain log fails", { nodes: dead, plain: refusedByHost }, "node-dead"],
    [
      "its node is dead, and neither the file nor the plain log ever begins",
      { nodes: dead, file: { silence: true }, plain: { silence: true } },
      "node-dead",
    ],
    ["its node is forgotten", { nodes: { json: wireNodes([aliveHead]) } }, "node-dead"],
    ["its node is forgotten, and an empty list", { nodes: { json: wireNodes([]) } }, "node-dead"],
    ["its node lives without the file", { file: noFile }, "log-gone"],
    ["its node lives, and the missing file comes empty", { file: { body: "" } }, "log-gone"],
    [
      "only the jobs API is passed on (403)",
      { file: forbidden, names: forbidden, nodes: forbidden },
      "log-unreachable",
    ],
    ["only the jobs API is passed on (404)", { file: notFound, names: notFound, nodes: notFound }, "log-unreachable"],
    ["only the jobs API is passed on (a page)", { file: page, names: page, nodes: page }, "log-unreachable"],
    ["the node list is refused", { file: noFile, nodes: forbidden, names: names() }, "log-unreachable"],
  ])("is JobLost: %s", ([, given, reason]) =>
    Effect.gen(function* () {
      const end = yield* read(given, options, by);
      assert.deepStrictEqual(end.lines, []);
      const { status = "SUCCEEDED" } = given;
      const exitCode = status === "SUCCEEDED" ? 0 : status === "FAILED" ? 7 : null;
      assert.deepInclude(end.error, { _tag: "JobLost", reason, jobStatus: status, exitCode });
      assert.include(end.error?.message, status);
      assert.notInclude(end.error?.message, "Traceback");
      assert.isAtMost(end.tookMs, 15_000);
      assert.isAtMost(end.requests, 40);
      assert.strictEqual(end.open, 0);
    }),
  );

  it.effect.each<[string, Cluster]>([
    ["the file of a living node, which is empty", { file: { body: "" }, names: names("job-driver-old.log") }],
    ["it never had a node, and the head has no file", { status: "FAILED", node: null, file: noFile }],
    [
      "it never had a node, and nothing but the jobs API is passed on",
      { status: "FAILED", node: null, file: forbidden, nodes: forbidden, names: forbidden },
    ],
  ])("ends without a line when the log is empty: %s", ([, given]) =>
    Effect.gen(function* () {
      const end = yield* read(given, options, by);
      assert.isUndefined(end.error);
      assert.deepStrictEqual(end.lines, []);
      assert.isAtMost(end.tookMs, 15_000);
    }),
  );

  it.effect.each<[string, Cluster]>([
    ["the node is dead", { nodes: dead }],
    ["nothing but the jobs API is passed on", { file: forbidden, nodes: forbidden, names: forbidden }],
    ["the file's path is a page", { file: page }],
  ])("is the plain log when that has text: %s", ([, given]) =>
    Effect.gen(function* () {
      const end = yield* read({ ...given, plain: { json: { logs: log } } }, options, by);
      assert.isUndefined(end.error);
      const all = ["Runtime env is setting up.", ...lines];
      assert.deepStrictEqual(
        end.lines,
        options.tail === undefined ? all : options.tail === 0 ? [] : all.slice(-options.tail),
      );
    }),
  );
});

describe("a response without text", () => {
  it.effect("for a file with text is requested again: the file's one empty response, and the plain log's", () =>
    Effect.gen(function* () {
      const end = yield* read({
        file: (_, nth) => (nth < 2 ? { body: "" } : { body: log }),
        names: names("job-driver-old.log"),
      });
      assert.isUndefined(end.error);
      assert.strictEqual(end.lines.length, 501);
    }),
  );

  it.effect("for a job that never had a node proves nothing while the head's file is not readable", () =>
    Effect.gen(function* () {
      const said = "runtime_env setup failed: no such package\n";
      const end = yield* read({
        status: "FAILED",
        node: null,
        file: (_, nth) => (nth < 4 ? busy : { body: said }),
        names: names("job-driver-old.log"),
      });
      assert.isUndefined(end.error);
      assert.deepStrictEqual(end.lines, [said.trim()]);
    }),
  );

  it.effect("proves nothing while the state API is busy, however long that takes", () =>
    Effect.gen(function* () {
      const end = yield* read({ file: busy, names: busy, nodes: busy });
      assert.deepStrictEqual(end.lines, []);
      assert.deepInclude(end.error, { _tag: "RateLimited" });
      assert.isAtLeast(end.tookMs, 290_000);
      // About 8 requests a try, and at most 44 tries: delays grow to 10 s, 8 s with the least jitter.
      assert.isAtMost(end.requests, 360);
    }),
  );
});

describe("a log that begins late, on a living node", () => {
  it.effect("is read, with one check for each five seconds that it is silent, and none when it begins soon", () =>
    Effect.gen(function* () {
      for (const by of ["tail", "getLogs"] as const) {
        for (const lateMs of [0, 3_000, 30_000]) {
          const end = yield* read({ file: forbidden, plain: { json: { logs: log } }, lateMs }, {}, by);
          assert.isUndefined(end.error);
          assert.strictEqual(end.lines.length, 501);
          const nodes = end.paths.filter((path) => path === "/api/v0/nodes").length;
          // The refused file itself is a reason for a check.
          assert.strictEqual(nodes - (by === "tail" ? 1 : 0), lateMs === 30_000 ? 5 : 0);
        }
      }
    }),
  );
});

describe("a job that failed before it had a node", () => {
  it.effect("has Ray's own messages as its log, in a tail and in getLogs", () =>
    Effect.gen(function* () {
      for (const by of ["tail", "getLogs"] as const) {
        const file = { body: "runtime_env setup failed\r\nbecause\n" };
        const end = yield* read({ status: "FAILED", node: null, file, names: names("job-driver-old.log") }, {}, by);
        assert.isUndefined(end.error);
        assert.deepStrictEqual(end.lines, ["runtime_env setup failed", "because"]);
      }
    }),
  );
});

describe("one check", () => {
  it.effect("proves nothing: the node list of a starting head lacks the node for a moment", () =>
    Effect.gen(function* () {
      for (const by of ["tail", "getLogs"] as const) {
        let looks = 0;
        let plains = 0;
        const end = yield* read(
          {
            nodes: () => (looks++ === 0 ? { json: wireNodes([aliveHead]) } : alive),
            file: (_, nth) => (nth < 2 ? noAgent : { body: log }),
            plain: () => (plains++ < 2 ? empty : { json: { logs: log } }),
            names: names("job-driver-old.log"),
          },
          {},
          by,
        );
        assert.isUndefined(end.error);
        assert.strictEqual(end.lines.length, 501);
      }
    }),
  );
});

describe("a log that comes back shorter", () => {
  const resumed = (given: Cluster) =>
    Effect.gen(function* () {
      let from: TailPosition | undefined;
      const first = clusterOf({ file: { body: log } });
      const ray = yield* makeRay(first.adapter, { address: "http://127.0.0.1:8265" });
      yield* outcomeOf(
        Stream.runForEach(ray.jobs.tailLogs("old", { limits: { maxLines: 100 } }), (batch) =>
          Effect.sync(() => {
            from = batch.position;
          }),
        ),
      );
      assert.strictEqual(from?.lines, 100);
      return yield* read(given, { from });
    }).pipe(Effect.scoped);

  it.effect.each<[string, Cluster, JobLostReason]>([
    ["its node died, and the plain log is empty", { nodes: dead }, "node-dead"],
    [
      "its node died, and the plain log is a part",
      { nodes: dead, plain: { json: { logs: log.slice(0, 40) } } },
      "node-dead",
    ],
    [
      "its node died, and the plain log fails",
      { nodes: dead, plain: { status: 500, body: "Cannot connect to host" } },
      "node-dead",
    ],
    ["its node lives, and the file is gone", { file: noFile }, "log-gone"],
  ])("is JobLost with the position: %s", ([, given, reason]) =>
    Effect.gen(function* () {
      const end = yield* resumed(given);
      assert.deepInclude(end.error, { _tag: "JobLost", reason, jobStatus: "SUCCEEDED" });
      assert.strictEqual(end.error?.position?.lines, 100);
      assert.isAtMost(end.tookMs, 15_000);
    }),
  );
});

describe("a job that Ray reports RUNNING on a dead node", () => {
  it.effect.each<[string, Cluster, number]>([
    ["whose plain log comes empty", {}, 0],
    ["whose plain log fails", { plain: { status: 500, body: "Cannot connect to host" } }, 0],
    ["whose plain log is still to be had", { plain: { json: { logs: log } } }, 501],
    ["whose file never answers", { file: { silence: true }, plain: { silence: true } }, 0],
  ])("is JobLost within seconds: %s", ([, given, count]) =>
    Effect.gen(function* () {
      for (const protocol of ["auto", "http", "websocket"] as const) {
        const end = yield* read({ status: "RUNNING", nodes: dead, ...given }, { protocol });
        assert.deepInclude(end.error, { _tag: "JobLost", reason: "node-dead", jobStatus: "RUNNING" });
        assert.strictEqual(end.lines.length, count);
        assert.isAtMost(end.tookMs, "file" in given ? 25_000 : 15_000);
      }
    }),
  );

  it.effect("is JobLost even if its socket stays open and silent", () =>
    Effect.gen(function* () {
      const end = yield* read({
        status: "RUNNING",
        nodes: dead,
        file: (_, nth) => (nth === 0 ? { body: log } : noAgent),
        socket: [{ silence: true }],
      });
      assert.deepInclude(end.error, { _tag: "JobLost", reason: "node-dead" });
      assert.strictEqual(end.lines.length, 501);
      assert.isAtMost(end.tookMs, 20_000);
    }),
  );

  it.effect("a missing log is JobLost, not empty; on a living node without a file it is NotReady", () =>
    Effect.gen(function* () {
      for (const by of ["tail", "getLogs"] as const) {
        const gone = yield* read({ status: "RUNNING", nodes: dead }, { follow: false }, by);
        assert.deepInclude(gone.error, { _tag: "JobLost", reason: "node-dead" });
        const early = yield* read({ status: "RUNNING", file: noFile }, { follow: false }, by);
        assert.deepInclude(early.error, { _tag: "NotReady", reason: "no-log" });
        const pending = yield* read({ status: "PENDING", node: null, file: noFile }, { follow: false }, by);
        assert.isUndefined(pending.error);
        assert.strictEqual(pending.tookMs <= 1_000, true);
      }
    }),
  );
});
