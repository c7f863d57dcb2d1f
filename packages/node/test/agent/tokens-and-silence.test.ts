import { type FaultyAgent, instead, redirect } from "@jobwire/testing";
import { Effect, Fiber, Stream } from "effect";
import { TestClock } from "effect/testing";
import { expect, test } from "vitest";
import { makeAgent } from "../../src/effect.ts";
import { nodeAdapter } from "../../src/index.ts";
import { clientOf, lines, log, readAll, started, token } from "./faulty.ts";

test.each(["auto", "websocket", "http"] as const)(
  "defect 22: a redirect to another origin is refused and nothing arrives there (%s)",
  async (protocol) => {
    const other = await started({ token: "" });
    const server = await started();
    const away = (request: { readonly path: string }): ReturnType<typeof instead> =>
      instead(redirect(`${other.url.replace("127.0.0.1", "localhost")}${request.path}`));
    server.setFault((request) =>
      request.endpoint === "socket" || request.endpoint === "stream" ? away(request) : undefined,
    );
    const options = { userToken: "user-token", tenant: "blue-team" };
    await expect(readAll(clientOf(server, options), server.jobId, { protocol })).rejects.toMatchObject({
      _tag: "RedirectRefused",
      reason: "cross-origin",
    });
    server.setFault(away);
    const client = clientOf(server, options);
    for (const call of [client.jobs.list(), client.jobs.get("a"), client.jobs.getLogs("a"), client.jobs.stop("a")])
      await expect(call).rejects.toMatchObject({ _tag: "RedirectRefused" });
    expect(other.server.requests).toEqual([]);
  },
);

test("defect 17: a wrong token is 401 on a tail, and no transport sends it again", async () => {
  const server = await started();
  const client = clientOf(server, { agentToken: "another-token" });
  await expect(readAll(client, server.jobId)).rejects.toMatchObject({ _tag: "Unauthorized", statusCode: 401 });
  expect(server.server.requests).toHaveLength(1);
});

/** Real sockets, and a clock that the test controls: each step waits until the connections have nothing more to send. */
const whileTimePasses = async (
  server: FaultyAgent,
  seconds: number,
  tail: (given: Array<string>) => Effect.Effect<void, unknown, never>,
): Promise<ReadonlyArray<string>> => {
  const given: Array<string> = [];
  await Effect.runPromise(
    Effect.gen(function* () {
      const following = yield* Effect.forkChild(tail(given));
      const step = Effect.andThen(
        Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 5))),
        TestClock.adjust(1_000),
      );
      // However slow the machine is, the clock does not move until the log is read.
      while (given.length < lines.length)
        yield* Effect.andThen(
          Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 5))),
          TestClock.adjust(10),
        );
      for (let second = 0; second < seconds; second++) yield* step;
      server.append("after the silence\n");
      while (given.length < lines.length + 1) yield* step;
      yield* Fiber.interrupt(following);
    }).pipe(Effect.provide(TestClock.layer())),
  );
  return given;
};

test.each(["websocket", "http"] as const)(
  "defect 2: 60 s of silence over a real connection, and the tail continues on it (%s)",
  async (protocol) => {
    const server = await started();
    const given = await whileTimePasses(server, 60, (into) =>
      Effect.scoped(
        Effect.flatMap(makeAgent(nodeAdapter, { address: server.baseUrl, agentToken: token }), (agent) =>
          Stream.runForEach(agent.jobs.tailLogs(server.jobId, { protocol }), (batch) =>
            Effect.sync(() => void into.push(...batch.lines)),
          ),
        ),
      ),
    );
    expect(given).toEqual([...lines, "after the silence"]);
    expect(server.requestsTo(protocol === "http" ? "stream" : "socket")).toHaveLength(1);
  },
);

test("defect 33: leaving a tail does not wait for the agent, and leaves no connection behind", async () => {
  for (const protocol of ["websocket", "http"] as const) {
    const server = await started({ log });
    const client = clientOf(server);
    for await (const line of client.jobs.tailLogs(server.jobId, { protocol })) if (line === "5") break;
    await client.close();
    await expect.poll(() => server.openSockets(), { timeout: 30_000 }).toBe(0);
  }
});
