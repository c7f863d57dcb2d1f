/**
 * Random growing logs, sent in random forms by an agent that fails at random, over real sockets. Whatever happens, every line comes
 * once, in order, whole: where a tail fails, the test continues at the position of its error.
 */
import {
  type AgentLogStyle,
  type AgentRequest,
  cutAfter,
  cutAfterPieces,
  drop,
  type Fault,
  instead,
  startFaultyAgent,
  text,
} from "@jobwire/testing";
import { createR1Checker, seededRandom } from "@jobwire/testing/internal";
import { isJobwireError, type TailPosition } from "@jobwire/core";
import { expect, test } from "vitest";
import { agent } from "../../src/index.ts";

/** Some logs repeat themselves, some contain text that looks like JSON, like framing, or like the agent's own end. */
const vocabularies = [
  ["a", "b", ""],
  ["same"],
  [
    "",
    "x",
    "한글 🚀",
    '{"loss": 0.1}',
    '{"message":"m","v":1}',
    "5",
    "data: x",
    '{"type":"complete"}',
    "long".repeat(300),
  ],
];
const lineEnds = [["\n"], ["\n", "\r\n"], ["\n", "\r", "\r\n"]];

const makeChance = (seed: number) => {
  const random = seededRandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  return { random, below, pick: <T>(from: ReadonlyArray<T>): T => from[below(from.length)] as T };
};
type Chance = ReturnType<typeof makeChance>;

/** Pieces of a log, which may end in the middle of a line. */
const makePieces = ({ random, below, pick }: Chance, most: number): Array<string> => {
  const words = pick(vocabularies);
  const ends = pick(lineEnds);
  return Array.from({ length: below(most) }, () => {
    const lines = Array.from({ length: below(8) }, () => pick(words) + pick(ends)).join("");
    return random() < 0.3 ? `${lines}part` : lines;
  });
};

const makeStyle = ({ random, pick }: Chance): AgentLogStyle => ({
  plain: pick(["bytes", "json-text", "json-object"]),
  replay: random() < 0.5,
  socket: pick(["events", "events", "text", "binary"]),
  stream: pick(["sse", "sse", "sse-text", "json-lines", "plain"]),
  complete: random() < 0.8,
});

const makeFault = ({ below, pick }: Chance, { endpoint }: AgentRequest): Fault => {
  const how = pick(["reset", "fin", "reset", "fin", "stall"] as const);
  switch (below(endpoint === "socket" ? 5 : 4)) {
    case 0:
      return cutAfter(below(400), how);
    case 1:
      return cutAfterPieces(below(12), how);
    case 2:
      return instead(text("not now", { status: pick([429, 502, 503, 504]) }));
    case 3:
      return instead(drop(pick(["reset", "fin"])));
    default:
      return cutAfterPieces(below(12), { close: pick([1000, 1001, 1008, 1011, 4401]) });
  }
};

/** One tail from its first line to the end of the job; its check, and how many requests failed. */
const tailInTrouble = async (seed: number) => {
  const chance = makeChance(seed);
  const pieces = makePieces(chance, 16);
  let truth = pieces.splice(0, chance.below(6)).join("");
  let trouble = chance.below(10);
  let wrong = 0;
  await using server = await startFaultyAgent({ log: truth, status: "RUNNING", style: makeStyle(chance) });
  /** The job advances a little at each request, and ends at last. */
  const getOn = (): void => {
    const next = pieces.shift();
    if (next === undefined) return server.setStatus("SUCCEEDED");
    truth += next;
    server.append(next);
  };
  server.setFault((request) => {
    setImmediate(getOn);
    if (trouble === 0 || chance.random() < 0.4) return undefined;
    trouble -= 1;
    wrong += 1;
    return makeFault(chance, request);
  });
  const protocol = chance.pick(["auto", "websocket", "http"] as const);
  const given: Array<string> = [];
  for (let from: TailPosition | undefined, over = false; !over; ) {
    // A client for each: its retry budget is not under test here.
    await using client = agent({ address: server.baseUrl, agentToken: "t", pollIntervalMs: 50 });
    const options = { protocol, idleMs: 500, connectMs: 2_000, limits: { maxLineBytes: 1 << 20 } };
    try {
      for await (const line of client.jobs.tailLogs(server.jobId, from === undefined ? options : { ...options, from }))
        given.push(line);
      over = true;
    } catch (error) {
      if (!isJobwireError(error) || !("position" in error) || error.position === undefined) throw error;
      from = error.position;
    }
  }
  await using checker = createR1Checker(new TextEncoder().encode(truth));
  await checker.add(given);
  const result = await checker.finish();
  return { seed, wrong, unread: pieces.length, ok: result.ok, message: result.ok ? "" : result.message };
};

test("120 random tails, 16 at a time", async () => {
  const bad: Array<unknown> = [];
  let next = 0;
  let wrong = 0;
  const work = async (): Promise<void> => {
    for (let seed = next++; seed < 120; seed = next++) {
      const result = await tailInTrouble(seed);
      wrong += result.wrong;
      if (!result.ok || result.unread > 0) bad.push(result);
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  expect(bad).toEqual([]);
  expect(wrong).toBeGreaterThan(120);
}, 300_000);
