import { type FaultyAgentOptions, startFaultyAgent } from "@jobwire/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { agent, type AgentClient, type AgentTailOptions } from "../../src/index.ts";

const log = ["one", "", '{"loss": 0.1}', "한글 🚀", "5", "last"].map((line) => `${line}\n`).join("");
const lines = log.split("\n").slice(0, -1);

const started = async (options: Partial<FaultyAgentOptions>) => {
  const server = await startFaultyAgent({ status: "RUNNING", log, token: "hush-hush", ...options });
  onTestFinished(() => server.close());
  const client = agent({ baseUrl: server.baseUrl, agentToken: "hush-hush" });
  onTestFinished(() => client.close());
  return { server, client };
};

const read = async (client: AgentClient, id: string, options: AgentTailOptions = {}): Promise<Array<string>> => {
  const given: Array<string> = [];
  for await (const line of client.jobs.tailLogs(id, options)) given.push(line);
  return given;
};

describe.each(["auto", "websocket", "http"] as const)("%s", (protocol) => {
  test.each([true, false])("an ended job, replay %s", async (replay) => {
    const { server, client } = await started({ status: "SUCCEEDED", style: { replay } });
    expect(await read(client, server.jobId, { protocol })).toEqual(lines);
  });

  test.each([true, false])("a running job that goes on and ends, replay %s", async (replay) => {
    const { server, client } = await started({ style: { replay } });
    const given: Array<string> = [];
    for await (const line of client.jobs.tailLogs(server.jobId, { protocol })) {
      given.push(line);
      if (given.length === lines.length) server.append("more\nand more\n");
      if (given.length === lines.length + 2) server.setStatus("SUCCEEDED");
    }
    expect(given).toEqual([...lines, "more", "and more"]);
  });
});
