import { directAccess, programmaticAccessToken, sql } from "@jobwire/core";
import { type ScriptedResponse, html, redirect } from "@jobwire/testing/faults";
import { failsWith, failure, holds, same } from "../../case/checks.ts";
import { type ConformanceCase, defineCase, type Makers } from "../../case/conformance-case.ts";

const bytes = (hex: string): Uint8Array =>
  new Uint8Array((hex.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)));

/** The bytes of servers that do not use HTTP. */
const foreignRequests: ReadonlyArray<readonly [name: string, bytes: string | Uint8Array]> = [
  ["grpc", bytes("00000604000000000000050000ffff00000408000000000000003fff00")],
  ["redis", "-ERR wrong number of arguments for 'get' command\r\n"],
  ["ssh", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\nInvalid SSH identification string.\r\n"],
  ["smtp", "220 mail.example ESMTP\r\n502 5.5.2 Error: command not recognized\r\n"],
  ["tls-alert", bytes("15030100020246")],
  ["words", "hello\n"],
];

const stranger = (said: string | Uint8Array): ScriptedResponse => ({ kind: "raw", bytes: said, how: "fin" });

const world =
  (answer: ScriptedResponse, token?: string) =>
  async ({ bareServer }: Makers) => {
    const server = await bareServer();
    server.on(() => true, answer);
    return {
      url: server.url,
      token,
      hands: { writes: () => server.requests.filter(({ method }) => method !== "GET").length },
    };
  };

/** Settles well before any back-off is over. */
const atOnce = async <A>(what: string, promise: Promise<A>): Promise<A> => {
  const began = Date.now();
  const value = await promise;
  holds(Date.now() - began < 10_000, `${what} took ${Date.now() - began} ms`);
  return value;
};

const shared = { cites: ["transport/wrong-server"], needs: ["process" as const] };
const signIn = html("<!doctype html><html><body>Sign in</body></html>");

/** Servers of another kind than the expected one. */
export const wrongServerCases: ReadonlyArray<ConformanceCase> = [
  ...foreignRequests.flatMap(([name, said]) => [
    defineCase({
      ...shared,
      id: `transport/wrong-server/ray-${name}`,
      surface: "ray",
      transports: ["unary"],
      world: world(stranger(said)),
      run: async ({ ray, hand }) => {
        const { jobs, version } = ray();
        for (const call of [
          () => jobs.submit({ entrypoint: "echo" }),
          () => version(),
          () => jobs.wait("a"),
          () => jobs.stop("a"),
        ]) {
          const error = await atOnce("a call", failsWith(call(), "ConnectionFailed", "not-http"));
          for (const port of ["8265", "6379", "10001"]) holds(error.message.includes(port), error.message);
        }
        same(await hand.writes(), 2, "write requests");
      },
    }),
    defineCase({
      ...shared,
      id: `transport/wrong-server/agent-${name}`,
      surface: "agent",
      transports: ["unary"],
      world: world(stranger(said), "agent-token"),
      run: async ({ agent }) => {
        const { jobs, health, plugins } = agent();
        for (const call of [() => health(), () => jobs.stop("a"), () => plugins.run("p", { action: "a" })]) {
          const error = await atOnce("a call", failsWith(call(), "ConnectionFailed", "not-http"));
          holds(error.message.includes("Set address") && !error.message.includes("8265"), error.message);
        }
      },
    }),
    defineCase({
      ...shared,
      id: `transport/wrong-server/reasoner-${name}`,
      surface: "reasoner",
      transports: ["direct-access", "sql"],
      world: world(stranger(said)),
      run: async ({ reasoner, url, transport }) => {
        const account = { account: url, credentials: programmaticAccessToken("reasoner-token") };
        const backend = transport === "sql" ? sql(account) : directAccess({ address: url, token: "reasoner-token" });
        const { jobs } = reasoner({ backend });
        const error = await atOnce("a list", failsWith(jobs.list(), "ConnectionFailed", "not-http"));
        holds(/Set address|account/.test(error.message) && !error.message.includes("8265"), error.message);
        await atOnce("a create", failure(jobs.create("Predictive", "e", { a: 1 })));
      },
    }),
  ]),
  defineCase({
    id: "transport/wrong-server/sign-in-page",
    surface: "ray",
    cites: ["transport/wrong-server", "errors/bad-response"],
    transports: ["unary"],
    needs: ["writes"],
    world: world(signIn),
    run: async ({ ray, hand }) => {
      const { jobs, version } = ray();
      for (const call of [() => jobs.submit({ entrypoint: "echo" }), () => version(), () => jobs.wait("a")]) {
        const error = await atOnce("a call", failsWith(call(), "BadResponse", "page"));
        holds(error.message.includes("a web page instead of JSON"), error.message);
      }
      same(await hand.writes(), 1, "write requests");
    },
  }),
  defineCase({
    id: "transport/wrong-server/405-page",
    surface: "ray",
    cites: ["transport/wrong-server", "errors/bad-response"],
    transports: ["unary"],
    needs: ["writes"],
    world: world(html("<html><h1>405 Not Allowed</h1></html>", { status: 405 })),
    run: async ({ ray, hand }) => {
      const { jobs, version } = ray();
      for (const call of [() => jobs.submit({ entrypoint: "echo" }), () => version()]) {
        same((await atOnce("a call", failsWith(call(), "BadResponse", "status"))).statusCode, 405, "the status");
      }
      same(await hand.writes(), 1, "write requests");
    },
  }),
  defineCase({
    id: "transport/wrong-server/sign-in-elsewhere",
    surface: "ray",
    cites: ["transport/wrong-server", "errors/unauthorized"],
    transports: ["unary"],
    needs: ["writes", "redirects-seen"],
    world: world(redirect("https://login.example/authorize?state=1")),
    run: async ({ ray, hand }) => {
      const { jobs, version } = ray();
      for (const call of [() => jobs.submit({ entrypoint: "echo" }), () => version()]) {
        await atOnce("a call", failsWith(call(), "Unauthorized", "sign-in"));
      }
      same(await hand.writes(), 1, "write requests");
    },
  }),
];
