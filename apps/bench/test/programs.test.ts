/** Each measured program reads a small flood on each of its runtimes, and checks its lines. Its times do not matter here. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runProgram } from "../src/run-program.ts";
import type { Runtime } from "../src/runtime.ts";
import { floodId, type FloodShape } from "../src/servers/flood-id.ts";
import { type ServerProcess, startServerProcess } from "../src/servers/server-process.ts";

const servers: { ray?: ServerProcess; agent?: ServerProcess } = {};
beforeAll(async () => {
  servers.ray = await startServerProcess("flood-ray", "20");
  servers.agent = await startServerProcess("flood-agent");
});
afterAll(async () => {
  await servers.ray?.stop();
  await servers.agent?.stop();
});

/** A run of a program. */
interface Run {
  readonly runtime: Runtime;
  readonly program: string;
  readonly args: ReadonlyArray<string>;
}

/** Reads `node bare-many 5`. */
const runOf = (text: string): Run => {
  const [runtime = "", program = "", ...args] = text.split(" ");
  return { runtime: runtime as Runtime, program, args };
};

const SIZE = 2_000;
const id = (finished = false, shape: FloodShape = "lines") => floodId({ shape, size: SIZE, finished });

describe("the programs of Ray", () => {
  it.each([
    "node raw-tcp ray",
    "node bare-ray-socket",
    "bun bare-standard-socket",
    "deno bare-standard-socket",
    "node jobwire-tail ray batches websocket",
    "bun jobwire-tail ray text websocket",
  ])("%s reads every line of a job that runs", async (text) => {
    const { runtime, program, args } = runOf(text);
    const report = await runProgram(runtime, program, [servers.ray?.address ?? "", id(), ...args]);
    expect(report.lines).toBe(SIZE);
    expect(report.peakBytes).toBeGreaterThan(10_000_000);
  });

  it.each([
    "node raw-tcp file",
    "node bare-file",
    "bun bare-file",
    "deno bare-file",
    "deno jobwire-tail ray lines auto",
  ])("%s reads every line of a job that has ended", async (text) => {
    const { runtime, program, args } = runOf(text);
    expect((await runProgram(runtime, program, [servers.ray?.address ?? "", id(true), ...args])).lines).toBe(SIZE);
  });

  it.each([
    "node bare-many 5",
    "bun bare-many 5",
    "deno bare-many 5",
    "node jobwire-many 5 auto",
    "bun jobwire-many 5 websocket",
  ])("%s reads every line of several tails", async (text) => {
    const { runtime, program, args } = runOf(text);
    const report = await runProgram(runtime, program, [servers.ray?.address ?? "", id(), ...args]);
    expect(report.lines).toBe(5 * SIZE);
    expect(report.lastTailMs ?? 0).toBeGreaterThanOrEqual(report.firstTailMs ?? Infinity);
  });

  it.each<readonly [FloodShape, finished: boolean, protocol: string, lines: number]>([
    ["tiny", false, "websocket", SIZE],
    ["empty", false, "websocket", SIZE],
    ["long", true, "auto", 1],
  ])("jobwire-shape reads %s", async (shape, finished, protocol, lines) => {
    const args = [servers.ray?.address ?? "", id(finished, shape), protocol];
    expect((await runProgram("node", "jobwire-shape", args)).lines).toBe(lines);
  });

  it.each(["bare", "jobwire"])("list-jobs lists them (%s)", async (who) => {
    expect((await runProgram("node", "list-jobs", [servers.ray?.address ?? "", who, "20"])).lines).toBe(20);
  });

  it("a program that fails is an error with its own words", async () => {
    await expect(runProgram("node", "bare-file", ["http://127.0.0.1:1", "flood-x"])).rejects.toThrow(
      "usage: bare-file ADDRESS ID",
    );
  });
});

describe("the programs of an agent", () => {
  it.each([
    "node raw-tcp agent",
    "node raw-tcp stream",
    "node bare-agent-socket",
    "bun bare-standard-socket agent",
    "node bare-agent-stream",
    "deno bare-agent-stream",
    "node jobwire-tail agent batches websocket",
    "bun jobwire-tail agent batches http",
  ])("%s reads every line", async (text) => {
    const { runtime, program, args } = runOf(text);
    expect((await runProgram(runtime, program, [servers.agent?.address ?? "", id(), ...args])).lines).toBe(SIZE);
  });
});
