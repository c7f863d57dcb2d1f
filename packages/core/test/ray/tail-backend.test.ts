import { assert, describe, it } from "@effect/vitest";
import { Effect, Fiber, type Scope } from "effect";
import fc from "fast-check";
import { TestClock } from "effect/testing";
import type { JobwireError } from "../../src/errors.ts";
import { makeHttp } from "../../src/http/make-http.ts";
import { makeRayApi } from "../../src/ray/api.ts";
import { describeRay } from "../../src/ray/errors.ts";
import { makeMarkerFilter } from "../../src/ray/log-file/marker-bytes.ts";
import { makeRayTailBackend, type RayTailBackend } from "../../src/ray/tail-backend.ts";
import { recording } from "../support/recordings.ts";
import {
  type BodyStep,
  type ScriptedAdapter,
  type ScriptedAnswer,
  scriptedAdapter,
  type SeenRequest,
} from "../support/scripted-adapter.ts";
import { outcomeOf } from "../support/settled.ts";
import { Session } from "../../src/ray/session.ts";
import { wireJob, wireNodes } from "../support/wire-job.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
type Job = ReturnType<typeof wireJob>;

interface Scene {
  readonly backend: RayTailBackend;
  readonly script: ScriptedAdapter;
  readonly asked: (path: string) => Array<SeenRequest>;
}

const scene = (options: {
  readonly job?: Partial<Job> | ScriptedAnswer;
  readonly version?: string;
  readonly file?: (request: SeenRequest) => ScriptedAnswer;
  readonly logs?: ScriptedAnswer;
  readonly socket?: Parameters<typeof scriptedAdapter>[0]["socket"];
  readonly capabilities?: Parameters<typeof scriptedAdapter>[0]["capabilities"];
  readonly token?: string;
  readonly nodes?: Parameters<typeof wireNodes>[0];
  readonly id?: string;
}): Scene => {
  const id = options.id ?? "a b";
  const script = scriptedAdapter({
    request: (request) => {
      switch (request.url.pathname) {
        case "/api/version":
          return {
            json: { version: "4", ray_version: options.version ?? "2.60.0", ray_commit: "x", session_name: "s" },
          };
        case "/api/v0/nodes":
          return { json: wireNodes(options.nodes ?? [{ id: "head", state: "ALIVE" }]) };
        case "/api/v0/logs/file":
          return options.file?.(request) ?? { body: "line\n" };
        case `/api/jobs/${encodeURIComponent(id)}/logs`:
          return options.logs ?? { json: { logs: "line\n" } };
        default: {
          const job = options.job ?? {};
          if ("fault" in job || "body" in job || "silence" in job) return job as ScriptedAnswer;
          return { json: { ...wireJob("a b", "RUNNING"), driver_node_id: "n1", ...job } };
        }
      }
    },
    ...(options.socket === undefined ? {} : { socket: options.socket }),
    ...(options.capabilities === undefined ? {} : { capabilities: options.capabilities }),
  });
  const http = makeHttp(script.adapter, {
    baseUrl: "http://127.0.0.1:8265",
    describe: describeRay,
    ...(options.token === undefined ? {} : { token: options.token }),
  });
  const api = makeRayApi(http);
  return {
    backend: makeRayTailBackend(api, id, new Session(api)),
    script,
    asked: (path) => script.requests.filter(({ url }) => url.pathname === path),
  };
};

/** All pieces of a response as one text, or its error. */
const readAll = <A extends Uint8Array | string>(
  answer: Effect.Effect<{ readonly pull: Effect.Effect<A | undefined, JobwireError> }, JobwireError, Scope.Scope>,
): Effect.Effect<string, JobwireError> =>
  Effect.gen(function* () {
    const { pull } = yield* answer;
    let text = "";
    for (;;) {
      const piece = yield* pull;
      if (piece === undefined) return text;
      text += typeof piece === "string" ? piece : decoder.decode(piece, { stream: true });
    }
  }).pipe(Effect.scoped);

describe("the log file of a job", () => {
  it.effect("is requested with the job's node and name, with its own time limit", () =>
    Effect.gen(function* () {
      const { backend, asked, script } = scene({});
      assert.strictEqual(yield* readAll(backend.openLogFile(7)), "line\n");
      assert.strictEqual(yield* readAll(backend.openLogFile(-1)), "line\n");
      assert.strictEqual(yield* readAll(backend.openLogFile(3_000_000_000)), "line\n");
      const queries = asked("/api/v0/logs/file").map(({ url }) => Object.fromEntries(url.searchParams));
      const common = { node_id: "n1", filename: "job-driver-a b.log", timeout: "3600" };
      assert.deepStrictEqual(queries, [
        { ...common, lines: "7" },
        { ...common, lines: "-1" },
        { ...common, lines: "2147483647" },
      ]);
      // The job and the version are requested once.
      assert.strictEqual(script.requests.length, 5);
      assert.strictEqual(script.open(), 0);
    }),
  );

  it.effect("of zero lines is empty without a request, since Ray takes 0 for 1000", () =>
    Effect.gen(function* () {
      const { backend, asked } = scene({});
      assert.strictEqual(yield* readAll(backend.openLogFile(0)), "");
      assert.strictEqual(asked("/api/v0/logs/file").length, 0);
    }),
  );

  it.effect("is named after the submission id when the caller used Ray's own job id", () =>
    Effect.gen(function* () {
      const { backend, asked } = scene({ id: "04000000" });
      yield* readAll(backend.openLogFile(1));
      assert.strictEqual(asked("/api/v0/logs/file")[0]?.url.searchParams.get("filename"), "job-driver-a b.log");
    }),
  );

  it.effect("is not ready without a node, is on the head for a job that failed before it had one", () =>
    Effect.gen(function* () {
      const pending = scene({ job: { status: "PENDING", driver_node_id: null } });
      assert.deepInclude(yield* Effect.flip(readAll(pending.backend.openLogFile(1))), {
        _tag: "NotReady",
        reason: "no-node",
      });
      const failed = scene({ job: { status: "FAILED", driver_node_id: null } });
      yield* readAll(failed.backend.openLogFile(1));
      assert.strictEqual(failed.asked("/api/v0/logs/file")[0]?.url.searchParams.get("node_id"), "head");
    }),
  );

  it.effect("is looked for again after a response that it does not exist", () =>
    Effect.gen(function* () {
      const answers = ["A file is not found at: x", "Agent for node id: n1 doesn't exist."];
      const { backend, asked } = scene({
        file: () => (answers.length > 0 ? { status: 500, body: answers.shift() ?? "" } : { body: "line\n" }),
      });
      assert.deepInclude(yield* Effect.flip(readAll(backend.openLogFile(1))), { _tag: "NotReady", reason: "no-file" });
      assert.deepInclude(yield* Effect.flip(readAll(backend.openLogFile(1))), {
        _tag: "ServerError",
        reason: "no-agent",
      });
      assert.strictEqual(yield* readAll(backend.openLogFile(1)), "line\n");
      assert.strictEqual(asked("/api/jobs/a%20b").length, 3);
    }),
  );

  it.effect("that is empty proves nothing, since Ray responds the same when it cannot find the file", () =>
    Effect.gen(function* () {
      for (const version of ["2.60.0", "2.40.0"]) {
        const { backend } = scene({ version, file: () => ({ body: "" }) });
        assert.deepInclude(yield* Effect.flip(readAll(backend.openLogFile(-1))), { reason: "empty-log-file" });
      }
    }),
  );

  it.effect("that sends nothing within ten seconds is abandoned", () =>
    Effect.gen(function* () {
      const stuck: ReadonlyArray<readonly [ScriptedAnswer, "connect" | "idle"]> = [
        [{ silence: true }, "connect"],
        [{ body: ["a\n", { silence: true }] }, "idle"],
      ];
      for (const [answer, reason] of stuck) {
        const { backend, script } = scene({ file: () => answer });
        const fiber = yield* Effect.forkChild(Effect.flip(readAll(backend.openLogFile(1))));
        yield* Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 20)));
        yield* TestClock.adjust("10 seconds");
        assert.deepInclude(yield* Fiber.join(fiber), { _tag: "Timeout", reason });
        assert.strictEqual(script.open(), 0);
      }
    }),
  );

  it.effect("of a driver is refused with a message", () =>
    Effect.gen(function* () {
      const { backend } = scene({ job: { type: "DRIVER" } as unknown as Partial<Job> });
      assert.deepInclude(yield* Effect.flip(readAll(backend.openLogFile(1))), {
        _tag: "InvalidRequest",
        reason: "driver",
      });
      assert.deepInclude(yield* Effect.flip(backend.job), { _tag: "InvalidRequest", reason: "driver" });
    }),
  );
});

const same = (pieces: ReadonlyArray<Uint8Array>, whole: Uint8Array): boolean => {
  let at = 0;
  for (const piece of pieces) for (const byte of piece) if (byte !== whole[at++]) return false;
  return at === whole.length;
};

/** The bytes as Ray up to 2.44 sends them: a marker before each 65,536. */
const marked = (bytes: Uint8Array, failure?: string): Uint8Array => {
  const parts: Array<number> = [];
  for (let at = 0; at < bytes.length; at += 65_536) parts.push(0x31, ...bytes.subarray(at, at + 65_536));
  if (failure !== undefined) parts.push(0x30, ...encoder.encode(failure));
  return Uint8Array.from(parts);
};

const split = (bytes: Uint8Array, size: number): Array<BodyStep> =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.slice(index * size, (index + 1) * size));

describe("the marker bytes of Ray up to 2.44", () => {
  it("are where a recorded response of 2.40.0 has them", () => {
    const { http_file: file } = recording("other-version-2.40.0.json") as { http_file: { first16: string } };
    const text = /^b'(.*)'$/.exec(file.first16)?.[1] ?? "";
    const result = makeMarkerFilter()(encoder.encode(text));
    // The log's first line begins with a time; the `1` before it is the marker.
    assert.strictEqual(text, "12026-11-21 23:0");
    assert.strictEqual(result.type === "bytes" ? decoder.decode(result.bytes) : result.type, "2026-11-21 23:0");
  });

  it("are removed wherever the response is cut", () => {
    const log = Uint8Array.from({ length: 200_000 }, (_, index) => (index % 7 === 0 ? 0x31 : 0x30 + (index % 60)));
    const wire = marked(log);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: wire.length }), { maxLength: 20 }), (places) => {
        const filter = makeMarkerFilter();
        const edges = [0, ...places.toSorted((a, b) => a - b), wire.length];
        const got: Array<Uint8Array> = [];
        for (const [index, from] of edges.slice(0, -1).entries()) {
          const result = filter(wire.subarray(from, edges[index + 1]));
          assert.strictEqual(result.type, "bytes");
          if (result.type === "bytes") got.push(result.bytes);
        }
        assert.isTrue(same(got, log));
      }),
      { numRuns: 30 },
    );
  });

  it.effect("depend on the version, and lose nothing on the way", () =>
    Effect.gen(function* () {
      const log = "line of a log 1\n".repeat(10_000);
      const wire = marked(encoder.encode(log));
      for (const size of [1000, 65_537, 100_000]) {
        const old = scene({ version: "2.44.1", file: () => ({ body: split(wire, size) }) });
        assert.strictEqual(yield* readAll(old.backend.openLogFile(-1)), log);
        const young = scene({ version: "2.45.0", file: () => ({ body: split(wire, size) }) });
        assert.strictEqual(yield* readAll(young.backend.openLogFile(-1)), decoder.decode(wire));
      }
    }),
  );

  it.effect("name an error instead of a file, at once or in the middle", () =>
    Effect.gen(function* () {
      const gone = scene({ version: "2.40.0", file: () => ({ body: ["0A file is not ", "found at: /x"] }) });
      const opened = yield* Effect.flip(Effect.scoped(gone.backend.openLogFile(-1)));
      assert.deepInclude(opened, { _tag: "NotReady", reason: "no-file" });
      const log = "x".repeat(65_536);
      const broken = scene({
        version: "2.40.0",
        file: () => ({
          body: [marked(encoder.encode(log), "Closing HTTP stream due to internal server error\nRuntimeError: disk")],
        }),
      });
      const answer = yield* broken.backend.openLogFile(-1);
      assert.strictEqual(decoder.decode(yield* answer.pull), log);
      const failure = yield* Effect.flip(answer.pull);
      assert.deepInclude(failure, { _tag: "ServerError" });
      assert.include(failure.message, "RuntimeError: disk");
    }).pipe(Effect.scoped),
  );

  it.effect("that are neither 0 nor 1 are an error", () =>
    Effect.gen(function* () {
      const odd = scene({ version: "2.40.0", file: () => ({ body: "2026-11-21" }) });
      assert.deepInclude(yield* Effect.flip(readAll(odd.backend.openLogFile(-1))), {
        _tag: "BadResponse",
        reason: "marker",
      });
    }),
  );
});

describe("the other sources", () => {
  it.effect("the job in the form that a tail needs, read again each time", () =>
    Effect.gen(function* () {
      const { backend, asked } = scene({ job: { status: "FAILED", message: "why" } });
      assert.deepInclude(yield* backend.job, { status: "FAILED", terminal: true, message: "why" });
      yield* backend.job;
      assert.strictEqual(asked("/api/jobs/a%20b").length, 2);
    }),
  );

  it.effect("the plain log, decoded as it arrives", () =>
    Effect.gen(function* () {
      const log = '한\n\u{1f600}"\\\n'.repeat(500);
      const bytes = encoder.encode(JSON.stringify({ logs: log }));
      const { backend } = scene({ logs: { body: split(bytes, 7) } });
      assert.strictEqual(yield* readAll(backend.plain), log);
      const failures: ReadonlyArray<readonly [ScriptedAnswer, string, string]> = [
        [{ body: "<html>login" }, "BadResponse", "json"],
        [{ body: '{"logs":"abc' }, "BadResponse", "json"],
        [{ json: { other: "x" } }, "BadResponse", "json"],
        [{ body: ['{"logs":"abc', { cut: "truncated" }] }, "ConnectionFailed", "truncated"],
        [{ status: 500, body: "UnicodeDecodeError: 'utf-8'\n." }, "ServerError", "undecodable"],
        [{ status: 400, body: "Can only get logs of submission type jobs" }, "InvalidRequest", "driver"],
      ];
      for (const [logs, tag, reason] of failures) {
        const error = yield* Effect.flip(readAll(scene({ logs }).backend.plain));
        assert.deepStrictEqual([error._tag, error.reason], [tag, reason]);
      }
    }),
  );

  it.effect("the socket, and the message for its end", () =>
    Effect.gen(function* () {
      const { backend, script } = scene({
        socket: () => ({ steps: [{ frames: ["a\n", new Uint8Array(0), ""] }, { closed: 1000 }] }),
        token: "abcd",
      });
      const socket = yield* backend.socket ?? Effect.die("no socket");
      assert.deepStrictEqual(yield* socket.pull, { frames: ["a\n"] });
      assert.deepStrictEqual(yield* socket.pull, { closed: "code 1000" });
      assert.strictEqual(script.handshakes[0]?.url, "ws://127.0.0.1:8265/api/jobs/a%20b/logs/tail");
    }).pipe(Effect.scoped),
  );

  it("no socket if it would send nothing or could not authenticate", () => {
    const socket = (): { readonly steps: [] } => ({ steps: [] });
    assert.isDefined(scene({ socket }).backend.socket);
    assert.isUndefined(scene({}).backend.socket);
    assert.isUndefined(scene({ socket, capabilities: { refuseCompression: false } }).backend.socket);
    assert.isUndefined(scene({ socket, token: "abcd", capabilities: { handshakeHeaders: false } }).backend.socket);
    assert.isDefined(scene({ socket, capabilities: { handshakeHeaders: false } }).backend.socket);
  });

  it.effect("a job's node that is dead, or forgotten", () =>
    Effect.gen(function* () {
      const on = (...nodes: NonNullable<Parameters<typeof scene>[0]["nodes"]>): Scene =>
        scene({ nodes: [{ id: "head", state: "ALIVE" }, ...nodes] });
      const lost = ({ backend }: Scene) => backend.lost ?? Effect.undefined;
      const dead = yield* lost(on({ id: "n1", state: "DEAD" }));
      assert.deepInclude(dead, { reason: "node-dead" });
      assert.include(dead?.why, "health check failed");
      assert.isUndefined(yield* lost(on({ id: "n1", state: "ALIVE" })));
      assert.deepInclude(yield* lost(on({ id: "n2", state: "ALIVE" })), { reason: "node-dead" });
      assert.isUndefined(yield* lost(scene({ job: { driver_node_id: null } })));
      assert.deepInclude(yield* outcomeOf(lost(scene({ job: { fault: "refused" } }))), { reason: "refused" });
    }),
  );
});
