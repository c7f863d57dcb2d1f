// Longer than most files: the cases of one kind of fault, over every backend, which share their worlds.
import type { TailStatus } from "@jobwire/core";
import { type Fault, type HttpResponse, instead, redirect, rewrite, text } from "@jobwire/testing/faults";
import { failsWith, failure, holds, same, until } from "../../case/checks.ts";
import type { ConformanceCase } from "../../case/conformance-case.ts";
import { createGuard } from "../../case/secret-guard.ts";
import { callWays, logWays, subjectOf, token } from "./backends.ts";
import { numbered } from "../ray/logs.ts";
import { withBody } from "./bodies.ts";
import { callWorld } from "./call-world.ts";
import { faultCases } from "./fault-case.ts";
import { logWorld } from "./log-world.ts";

const guard = createGuard(token);

/** Two servers: one that serves a page its origin, and one that can stop, or redirect to the first. */
const twoServers: Parameters<typeof faultCases>[0]["world"] = async ({ bareServer }) => {
  const near = await bareServer();
  const far = await bareServer();
  return {
    url: near.url,
    token,
    hands: {
      far: () => far.url,
      /** What the other server received. */
      foreignRequests: () => far.requests.length,
      asked: () => near.requests.length,
    },
  };
};

const addresses: Readonly<Record<string, (here: string) => string>> = {
  // A released port may belong to another server a moment later; nothing listens on this one.
  refused: () => "http://127.0.0.1:2",
  "no-such-name": () => "http://jobwire.invalid:8265",
  // Nothing uses TLS there.
  tls: (here) => here.replace("http:", "https:"),
};

const firstDials: ReadonlyArray<ConformanceCase> = Object.entries(addresses).flatMap(([variant, addressOf]) =>
  (
    [
      ["call", callWays],
      ["log", logWays],
    ] as const
  ).flatMap(([on, ways]) =>
    faultCases({
      row: 1,
      variant,
      on,
      ways,
      world: twoServers,
      run: async (bench, surface) => {
        const url = addressOf((await bench.hand["far"]?.()) as string);
        const subject = subjectOf(bench, surface, { url, retryForMs: 600, timeouts: { connectMs: 30_000 } });
        const error = await failsWith(on === "call" ? subject.get() : subject.read().over, "ConnectionFailed");
        holds(error.message.includes(new URL(url).host), `the message names the server: ${error.message}`);
        guard.clean(error);
      },
    }),
  ),
);

const statuses = [
  [401, "Unauthorized"],
  [403, "Forbidden"],
] as const;

const credentialsRefused: ReadonlyArray<ConformanceCase> = statuses.flatMap(([status, tag]) =>
  (
    [
      ["call", callWays],
      ["log", logWays],
    ] as const
  ).flatMap(([on, ways]) =>
    faultCases({
      row: 2,
      variant: String(status),
      on,
      ways,
      // The text repeats the credential, as some servers do.
      world: (makers, surface, transport) => {
        const said = instead(text(`bad credential ${token}`, { status }));
        return on === "call"
          ? callWorld(makers, surface, transport, () => said)
          : logWorld(makers, surface, transport, { log: "line\n", fault: () => said, otherwise: () => said });
      },
      run: async (bench, surface) => {
        const before = await bench.hand.requests();
        const subject = subjectOf(bench, surface, { retryForMs: 2_000 });
        const error = await failsWith(on === "call" ? subject.get() : subject.read().over, tag);
        same(error.statusCode, status, "the status");
        guard.clean(error);
        const asked = (await bench.hand.requests()) - before;
        holds(asked <= (on === "call" ? 1 : 2), `no retry, but ${asked} requests`);
      },
    }),
  ),
);

/** What a proxy sends for a path that it does not pass: the log's best source, and everything but the jobs API. */
const notPassed: Readonly<Record<string, Fault>> = {
  "401": instead(text("Unauthorized", { status: 401 })),
  "403": instead(text("Forbidden", { status: 403 })),
  "404": instead(text("404 page not found", { status: 404 })),
  redirect: instead(redirect("http://jobwire.invalid/oauth2/sign_in")),
};

/** The endpoints of Ray's jobs API that a tail uses. */
const jobsApi: ReadonlyArray<string> = ["job", "logs", "tail"];

const onlyJobsApi: ReadonlyArray<ConformanceCase> = Object.entries(notPassed).flatMap(([name, fault]) =>
  faultCases({
    row: 2,
    variant: `other-paths-${name}`,
    on: "log",
    ways: [{ surface: "ray", transports: ["http", "websocket"] }],
    needs: name === "redirect" ? ["redirects-seen"] : [],
    world: (makers, surface, transport) => {
      const passed = (endpoint: string): Fault | undefined => (jobsApi.includes(endpoint) ? undefined : fault);
      return logWorld(makers, surface, transport, {
        log: numbered(50),
        endsAt: Number.POSITIVE_INFINITY,
        fault: () => passed(transport === "websocket" ? "tail" : "file"),
        otherwise: (_, endpoint) => passed(endpoint),
      });
    },
    run: async (bench, surface) => {
      const before = await bench.hand.requests();
      const sources: Array<string> = [];
      const onStatus = (status: TailStatus): void => {
        if (status.type === "source") sources.push(`${status.source}: ${status.reason}`);
      };
      const { lines, over } = subjectOf(bench, surface).read({ onStatus });
      const count = await bench.hand.lineCount();
      await until(() => lines.length >= count, "all lines");
      await bench.hand.append("one more line\n");
      await until(() => lines.length > count, "the line that came later");
      await bench.hand.end();
      await bench.checkLines(await over);
      holds(
        bench.transport === "websocket" || sources.some((source) => source.includes("the log file is not available")),
        `the reason for the source is reported: ${sources.join("; ")}`,
      );
      const asked = (await bench.hand.requests()) - before;
      holds(asked <= 40, `no storm of refused requests: ${asked}`);
    },
  }),
);

const unknownJob: ReadonlyArray<ConformanceCase> = (
  [
    ["call", callWays],
    ["log", logWays],
  ] as const
).flatMap(([on, ways]) =>
  faultCases({
    row: 3,
    variant: "unknown-job",
    on,
    ways,
    world: (makers, surface, transport) => logWorld(makers, surface, transport, { log: "line\n" }),
    run: async (bench, surface) => {
      await bench.hand.forget();
      const before = await bench.hand.requests();
      const subject = subjectOf(bench, surface, { retryForMs: 2_000 });
      await failsWith(on === "call" ? subject.get() : subject.read().over, "NotFound", "unknown-job");
      const asked = (await bench.hand.requests()) - before;
      holds(asked <= (on === "call" ? 1 : 3), `no retry, but ${asked} requests`);
    },
  }),
);

/** The target of a redirect, from the server's own address and another one. */
const targets: Readonly<Record<string, readonly [to: (far: string, path: string) => string, reason: string]>> = {
  "cross-origin": [(far, path) => `${far}${path}`, "cross-origin"],
  "other-scheme": [(far, path) => `${far.replace("http:", "https:")}${path}`, "cross-origin"],
  loop: [(_, path) => path, "too-many"],
};

const redirects: ReadonlyArray<ConformanceCase> = Object.entries(targets).flatMap(([variant, [to, reason]]) =>
  (
    [
      ["call", callWays],
      ["log", logWays],
    ] as const
  ).flatMap(([on, ways]) =>
    faultCases({
      row: 20,
      variant,
      on,
      ways,
      needs: ["redirects-seen"],
      world: async ({ bareServer }) => {
        const far = await bareServer();
        const near = await bareServer();
        near.on(
          () => true,
          ({ url }) => redirect(to(far.url, url)),
        );
        return { url: near.url, token, hands: { foreignRequests: () => far.acceptedSockets() } };
      },
      run: async (bench, surface) => {
        const subject = subjectOf(bench, surface, { retryForMs: 1_000 });
        const error = await failure(on === "call" ? subject.get() : subject.read().over);
        same(error._tag, "RedirectRefused", `the error: ${error.message}`);
        // A statement is a POST, which follows no redirect at all.
        if (bench.transport !== "sql" || reason === "cross-origin") same(error.reason, reason, "its reason");
        guard.clean(error);
        same(await bench.hand.foreignRequests(), 0, "connections to the other server");
      },
    }),
  ),
);

/** A browser hides the target of a redirect; the client must not follow it. */
const hiddenRedirects: ReadonlyArray<ConformanceCase> = faultCases({
  row: 20,
  variant: "hidden",
  on: "call",
  ways: callWays,
  needs: ["page"],
  world: async ({ bareServer }) => {
    const far = await bareServer();
    const near = await bareServer();
    near.on(
      ({ path }) => !path.startsWith("/__conformance"),
      ({ url }) => redirect(`${far.url}${url}`),
    );
    return { url: near.url, token, hands: { foreignRequests: () => far.requests.length } };
  },
  run: async (bench, surface) => {
    guard.clean(await failsWith(subjectOf(bench, surface).get(), "RedirectRefused", "hidden"));
    same(await bench.hand.foreignRequests(), 0, "requests to the other server");
  },
});

/** A read of the job's own row, redirected on the same origin. */
const movedCase: ReadonlyArray<ConformanceCase> = faultCases({
  row: 20,
  variant: "same-origin",
  on: "call",
  ways: callWays,
  needs: ["redirects-seen"],
  only: (_, transport) => transport !== "sql",
  world: async (makers, surface, transport) => {
    const world = await logWorld(makers, surface, transport, {
      log: "line\n",
      ended: true,
      otherwise: (nth) => (nth === 0 ? rewrite((answer) => moved(answer)) : undefined),
    });
    return world;
  },
  run: async (bench, surface) => {
    const status = await subjectOf(bench, surface).get();
    holds(/SUCCEEDED|COMPLETED/.test(status), `the job, redirected once: ${status}`);
    same((await bench.hand.requests()) >= 2, true, "the redirect was followed");
  },
});

/** The same path with a query, so that the second request differs. */
const moved = (answer: HttpResponse): HttpResponse => ({
  ...withBody(answer, "", { location: "?moved=1" }),
  status: 302,
});

const bad = ["a\r\nx-evil: 1", "a\nb", "a\u0000b"];

/** The client refuses an unsafe configuration before it sends anything. */
const injections: ReadonlyArray<ConformanceCase> = faultCases({
  row: 25,
  variant: "header-injection",
  on: "call",
  ways: callWays,
  world: twoServers,
  run: async (bench, surface) => {
    const before = await bench.hand["asked"]?.();
    for (const secret of bad) {
      const refused = (async () => subjectOf(bench, surface, { token: `${token}${secret}` }).get())();
      guard.clean(await failsWith(refused, "InvalidRequest", "local"));
    }
    same(await bench.hand["asked"]?.(), before, "requests");
  },
});

const urls: ReadonlyArray<ConformanceCase> = faultCases({
  row: 25,
  variant: "token-in-url",
  on: "call",
  ways: callWays,
  world: twoServers,
  run: async (bench, surface) => {
    const before = await bench.hand["asked"]?.();
    const url = bench.url.replace("://", `://user:${token}@`);
    guard.clean(await failsWith((async () => subjectOf(bench, surface, { url }).get())(), "InvalidRequest", "local"));
    same(await bench.hand["asked"]?.(), before, "requests");
  },
});

/** Rows 1, 2, 3, 20 and 25: servers that are missing, or that refuse. */
export const refusalCases: ReadonlyArray<ConformanceCase> = [
  ...firstDials,
  ...credentialsRefused,
  ...onlyJobsApi,
  ...unknownJob,
  ...redirects,
  ...hiddenRedirects,
  ...movedCase,
  ...injections,
  ...urls,
];
