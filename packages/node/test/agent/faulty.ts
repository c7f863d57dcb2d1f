import { type FaultyAgent, type FaultyAgentOptions, startFaultyAgent } from "@jobwire/testing";
import { onTestFinished } from "vitest";
import { agent, type AgentClient, type AgentOptions, type AgentTailOptions } from "../../src/index.ts";

export const token = "hush-hush-token";
export const lines: ReadonlyArray<string> = ["one", "", '{"a": 1}', "한 🚀", "one", "5"];
export const log: string = lines.map((line) => `${line}\n`).join("");

/** A faulty agent for one test. */
export const started = async (options: Partial<FaultyAgentOptions> = {}): Promise<FaultyAgent> => {
  const server = await startFaultyAgent({ status: "RUNNING", log, token, ...options });
  onTestFinished(() => server.close());
  return server;
};

/** A client of its own: tails of one client share its retry budget. */
export const clientOf = (server: FaultyAgent, options: Partial<AgentOptions> = {}): AgentClient => {
  const client = agent({ address: server.baseUrl, agentToken: token, pollIntervalMs: 50, ...options });
  onTestFinished(() => client.close());
  return client;
};

/** All lines of a tail. */
export const readAll = async (
  client: AgentClient,
  id: string,
  options: AgentTailOptions = {},
  each: (given: ReadonlyArray<string>) => void = () => undefined,
): Promise<Array<string>> => {
  const given: Array<string> = [];
  for await (const line of client.jobs.tailLogs(id, options)) {
    given.push(line);
    each(given);
  }
  return given;
};

/** Works on all items, 32 at a time. */
export const manyAtOnce = async <A>(items: ReadonlyArray<A>, work: (item: A) => Promise<void>): Promise<void> => {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      for (const item of queue) await work(item);
    }),
  );
};
