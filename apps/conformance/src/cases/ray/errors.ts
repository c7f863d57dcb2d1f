import { type ScriptedResponse, drop, html, http, instead, json, never, text } from "@jobwire/testing/faults";
import { failsWith, failure, holds, same } from "../../case/checks.ts";
import { type ConformanceCase, defineCase, type Makers } from "../../case/conformance-case.ts";
import { follow } from "./logs.ts";

const id = "raysubmit_scripted00000000";

/** A Ray that responds to `GET /api/jobs/{id}` with this, the first `times`. */
const answering =
  (answer: ScriptedResponse, times = Number.POSITIVE_INFINITY) =>
  async ({ faultyRay }: Makers) => {
    const ray = await faultyRay({
      log: "line\n",
      status: "SUCCEEDED",
      fault: ({ endpoint }, nth) => (endpoint === "job" && nth < times ? instead(answer) : undefined),
    });
    return { url: ray.url, hands: { asked: () => ray.requestsTo("job").length } };
  };

const job = {
  type: "SUBMISSION",
  job_id: null,
  submission_id: id,
  driver_info: null,
  status: "SUCCEEDED",
  entrypoint: "echo",
  message: null,
  error_type: null,
  start_time: 1_795_301_742_907,
  end_time: 1_795_301_755_571,
  metadata: null,
  runtime_env: null,
  driver_agent_http_address: null,
  driver_node_id: null,
  driver_exit_code: 0,
};

/** How a server's failures reach the caller. */
export const errorCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "ray/errors/refused",
    surface: "ray",
    cites: ["errors/connection-failed", "errors/retried-reads"],
    transports: ["unary"],
    world: async ({ bareServer }) => {
      const server = await bareServer();
      return {
        url: server.url,
        hands: {
          refuse: async () => {
            await server.refuse();
            // A page was served before, and its browser keeps the connection.
            server.resetAll();
          },
        },
      };
    },
    run: async ({ ray, hand }) => {
      await hand.refuse();
      const error = await failsWith(ray().version(), "ConnectionFailed");
      holds(/127\.0\.0\.1:\d+/.test(error.message), `the message names the server: ${error.message}`);
    },
  }),
  defineCase({
    id: "ray/errors/refused-reason",
    surface: "ray",
    cites: ["errors/fault-reasons"],
    transports: ["unary"],
    needs: ["process"],
    world: async ({ bareServer }) => {
      const server = await bareServer();
      server.on("GET /api/jobs/", drop("reset"));
      return { url: server.url, hands: { refuse: () => server.refuse() } };
    },
    run: async ({ ray, hand }) => {
      same(
        (await failsWith(ray().jobs.list(), "ConnectionFailed")).reason,
        "reset",
        "the reason of a reset connection",
      );
      await hand.refuse();
      same(
        (await failsWith(ray().version(), "ConnectionFailed")).reason,
        "refused",
        "the reason where nothing listens",
      );
      const nowhere = ray({ address: "http://jobwire.invalid:8265" });
      same(
        (await failsWith(nowhere.version(), "ConnectionFailed")).reason,
        "unresolved",
        "the reason of a name without an address",
      );
    },
  }),
  defineCase({
    id: "ray/errors/not-found",
    surface: "ray",
    cites: ["errors/not-found", "ray/tail/unknown-job"],
    transports: ["auto", "http", "websocket"],
    world: answering(http(""), 0),
    run: async ({ ray, transport }) => {
      const error = await failsWith(ray().jobs.get("nobody"), "NotFound", "unknown-job");
      same(error.statusCode, 404, "the status");
      await failsWith(
        follow(ray(), "nobody", { protocol: transport === "http" ? "http" : "auto" }),
        "NotFound",
        "unknown-job",
      );
    },
  }),
  defineCase({
    id: "ray/errors/forbidden",
    surface: "ray",
    cites: ["errors/forbidden", "errors/no-useless-retry"],
    transports: ["unary"],
    world: answering(text("Forbidden: Invalid authentication token", { status: 403 })),
    run: async ({ ray, hand }) => {
      same((await failsWith(ray().jobs.get(id), "Forbidden")).statusCode, 403, "the status");
      same(await hand.asked(), 1, "requests");
    },
  }),
  defineCase({
    id: "ray/errors/rate-limited",
    surface: "ray",
    cites: ["errors/rate-limited", "errors/retry-after"],
    transports: ["unary"],
    world: answering(text("slow down", { status: 429, headers: { "retry-after": "1" } }), 1),
    run: async ({ ray, hand }) => {
      const began = Date.now();
      same((await ray().jobs.get(id)).status, "SUCCEEDED", "the job, after a 429");
      const took = Date.now() - began;
      holds(took >= 950, `Retry-After was honoured (${took} ms)`);
      same(await hand.asked(), 2, "requests");
    },
  }),
  defineCase({
    id: "ray/errors/absurd-retry-after",
    surface: "ray",
    cites: ["errors/retry-after", "errors/rate-limited"],
    transports: ["unary"],
    world: answering(text("come back tomorrow", { status: 429, headers: { "retry-after": "86400" } })),
    run: async ({ ray }) => {
      const error = await failsWith(ray().jobs.get(id), "RateLimited");
      holds((error.retryAfterMs ?? 0) > 0, "the error has the server's Retry-After");
    },
  }),
  defineCase({
    id: "ray/errors/server-error",
    surface: "ray",
    cites: ["errors/server-error", "errors/retried-reads"],
    transports: ["unary"],
    world: answering(
      text("Traceback (most recent call last):\n  File x\nRuntimeError: out of luck\n.", { status: 500 }),
    ),
    run: async ({ ray, hand }) => {
      const error = await failsWith(ray().jobs.get(id), "ServerError");
      holds(
        error.message.includes("RuntimeError: out of luck"),
        `the message has the last line of the traceback: ${error.message}`,
      );
      holds(!error.message.includes("\n"), "the message is one line");
      same(await hand.asked(), 3, "requests");
    },
  }),
  ...(
    [
      ["html", html("<html><body>Sign in</body></html>")],
      ["half-json", http('{"type": "SUBMISSION", "status"', { headers: { "content-type": "application/json" } })],
      ["other-shape", json({ hello: "world" })],
      ["empty", json(null)],
    ] as const
  ).map(([name, answer]) =>
    defineCase({
      id: `ray/errors/bad-response-${name}`,
      surface: "ray",
      cites: ["errors/bad-response"],
      transports: ["unary"],
      world: answering(answer),
      run: async ({ ray }) => {
        const error = await failsWith(ray().jobs.get(id), "BadResponse");
        holds(error.message.length < 1_000, "the message has only an excerpt");
      },
    }),
  ),
  defineCase({
    id: "ray/errors/bom",
    surface: "ray",
    cites: ["ray/wire/unknown-values"],
    transports: ["unary"],
    world: answering(
      http(`\ufeff${JSON.stringify({ ...job, a_new_field: 1 })}`, { headers: { "content-type": "application/json" } }),
    ),
    run: async ({ ray }) => {
      same((await ray().jobs.get(id)).status, "SUCCEEDED", "the status of a job behind a byte order mark");
    },
  }),
  defineCase({
    id: "ray/errors/half-open",
    surface: "ray",
    cites: ["errors/timeout", "ray/r5/separate-timeouts"],
    transports: ["unary"],
    world: async ({ bareServer }) => {
      const server = await bareServer();
      server.on("GET /api/jobs/", never());
      server.on("GET /api/version", {
        kind: "http",
        body: ["{", "}"],
        framing: "chunked",
        cut: { afterPieces: 1, how: "stall" },
      });
      return { url: server.url };
    },
    run: async ({ ray }) => {
      await failsWith(ray({ timeouts: { connectMs: 300 } }).jobs.list(), "Timeout", "connect");
      await failsWith(ray({ timeouts: { idleMs: 300 } }).version(), "Timeout", "idle");
      await failsWith(ray().jobs.list({ timeoutMs: 300 }), "Timeout", "deadline");
    },
  }),
  defineCase({
    id: "ray/errors/driver",
    surface: "ray",
    cites: ["ray/wire/driver-jobs", "errors/invalid-request"],
    transports: ["auto", "http"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({
        log: "",
        status: "RUNNING",
        details: { type: "DRIVER", submission_id: null, job_id: "04000000", end_time: 0 },
      });
      return { url: ray.url };
    },
    run: async ({ ray }) => {
      const found = await ray().jobs.get(id);
      same([found.type, found.submissionId, found.endTimeMs], ["DRIVER", null, null], "a DRIVER job");
      await failsWith(follow(ray(), id), "InvalidRequest");
    },
  }),
  defineCase({
    id: "ray/errors/as-data",
    surface: "ray",
    cites: ["errors/as-data"],
    transports: ["unary"],
    world: answering(text("no", { status: 403 })),
    run: async ({ ray }) => {
      const error = await failure(ray().jobs.get(id));
      const data = JSON.parse(JSON.stringify(error)) as Readonly<Record<string, unknown>>;
      same([data["_tag"], data["statusCode"]], ["Forbidden", 403], "the error as JSON");
      holds(error instanceof Error && error.name === "Forbidden", "it is an Error with its tag as name");
    },
  }),
  defineCase({
    id: "ray/errors/browser-refused",
    surface: "ray",
    cites: ["errors/browser-refused", "ray/wire/browser-writes"],
    transports: ["unary"],
    needs: ["page"],
    world: async ({ faultyRay }) => {
      const ray = await faultyRay({ log: "", status: "RUNNING" });
      return {
        url: ray.url,
        hands: {
          writes: () => ray.server.requests.filter(({ method }) => method === "POST" || method === "DELETE").length,
        },
      };
    },
    run: async ({ ray, hand }) => {
      const { jobs } = ray();
      await failsWith(jobs.submit({ entrypoint: "echo hello" }), "BrowserRefused");
      await failsWith(jobs.stop(id), "BrowserRefused");
      await failsWith(jobs.delete(id), "BrowserRefused");
      same(await hand.writes(), 0, "write requests");
    },
  }),
];
