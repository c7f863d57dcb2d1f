import { assert, describe, it } from "@effect/vitest";
import { Effect } from "effect";
import type { AgentTailOptions } from "../../src/agent/types.ts";
import { jobId, type LiveFault, scriptedAgent, tailAgent } from "../support/scripted-agent.ts";

const lines = ["one", "two", "", "four", "five"];

/** The messages on an open connection without new lines. */
const bodies: ReadonlyArray<readonly [string, string]> = [
  ["comments", ": ping\n\n"],
  ["comments without a blank line", ": ping\n"],
  ["blank lines", "\n"],
  ["pings", 'data: {"type": "ping"}\n\n'],
  ["pings with members", 'data: {"type": "ping", "at": 17}\n\n'],
  ["progress", 'data: {"type": "progress", "percent": 40}\n\n'],
  ["status", 'data: {"type": "status", "status": "RUNNING"}\n\n'],
  ["log events without text", 'data: {"type": "log"}\n\n'],
  ["named events", "event: ping\ndata: {}\n\n"],
  ["named events with text", "event: heartbeat\ndata: still here\n\n"],
  ["named events without data", "event: ping\n\n"],
  ["events without data", "data:\n\n"],
  ["retry fields", "retry: 1000\n\n"],
  ["id fields", "id: 7\n\n"],
  ["half an event, again and again", "data: "],
];
const frames: ReadonlyArray<readonly [string, string | Uint8Array]> = [
  ["empty frames", ""],
  ["empty binary frames", new Uint8Array(0)],
  ["pings", '{"type": "ping"}'],
  ["binary pings", new TextEncoder().encode('{"type": "ping"}')],
  ["pings with members", '{"type": "ping", "at": 17}'],
  ["progress", '{"type": "progress", "percent": 40}'],
  ["log events without text", '{"type": "log"}'],
];

interface Way {
  readonly protocol: AgentTailOptions["protocol"];
  readonly repeat: string | Uint8Array;
  readonly bare?: boolean;
}

/** An agent whose job runs for this many status reads, and writes its last lines in the middle, which no live source sends. */
const agentOf = ({ protocol, repeat, bare }: Way, afterMessages: number) => {
  let reads = 0;
  const fault = (): LiveFault => ({ afterMessages, repeat });
  const agent = scriptedAgent({
    lines,
    first: 2,
    each: 0,
    replay: true,
    endless: true,
    ...(bare === undefined ? {} : { bare }),
    fault,
    job: () => {
      reads++;
      if (reads === 6) agent.write(lines.length);
      return { submission_id: jobId, status: reads < 60 ? "RUNNING" : "SUCCEEDED" };
    },
  });
  return { agent, protocol, reads: () => reads };
};

const ways: ReadonlyArray<readonly [string, Way]> = [
  ...bodies.map(([name, repeat]) => [`HTTP, ${name}`, { protocol: "http", repeat }] as const),
  ...frames.map(([name, repeat]) => [`WebSocket, ${name}`, { protocol: "websocket", repeat }] as const),
  ["plain HTTP, blank lines", { protocol: "http", repeat: "\n", bare: true }],
  ["bare WebSocket, empty frames", { protocol: "websocket", repeat: "", bare: true }],
];

describe.each(ways)("signs of life by %s", (_, way) => {
  it.effect.each([0, 1, 2])("hide neither a line nor the end (after %s lines)", (afterMessages) =>
    Effect.gen(function* () {
      const { agent, protocol, reads } = agentOf(way, afterMessages);
      const tailed = yield* tailAgent(agent, { protocol }, {}, 1_000);
      assert.isUndefined(tailed.error);
      assert.deepStrictEqual(tailed.lines, lines);
      const asked = agent.script.requests.filter(({ url }) => url.pathname.endsWith(`/jobs/${jobId}/`)).length;
      assert.strictEqual(asked, reads());
      // 60 status reads, one each 2 s, and sometimes a plain log.
      const looks = agent.script.requests.filter(({ url }) => url.pathname.endsWith("/logs/")).length;
      assert.isAtMost(looks, 40);
      assert.strictEqual(agent.script.open(), 0);
    }).pipe(Effect.scoped),
  );
});

describe("a job that prints text that looks like heartbeats", () => {
  const alone = ['{"type": "log"}', '{"type": "ping"}', "", '{"type": "log"} ', "x", '{"type": "ping"}', "y"];
  const cases = [true, false].flatMap((replay) =>
    (["websocket", "http"] as const).flatMap((protocol) => [0, 1, 3].map((first) => ({ replay, protocol, first }))),
  );
  it.effect.each(cases)("loses no line, from the first one on: %j", ({ replay, protocol, first }) =>
    Effect.gen(function* () {
      const agent = scriptedAgent({ lines: alone, first, each: 2, replay, bare: true });
      const tailed = yield* tailAgent(agent, { protocol });
      assert.isUndefined(tailed.error);
      assert.deepStrictEqual(tailed.lines, alone);
    }).pipe(Effect.scoped),
  );
});
