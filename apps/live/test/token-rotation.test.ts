/** A head in token mode behind a proxy that changes its token three times: tails and waits read the token file again and go on. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ray, tokenFile } from "@jobwire/node";
import { expect, test } from "vitest";
import { startTokenProxy } from "../src/index.ts";
import { folderWith } from "./folders.ts";
import { followed } from "./followed.ts";
import { makeGates } from "./gates.ts";
import { liveRay, program } from "./live-ray.ts";
import { linesOf } from "./read-log.ts";
import { runCli } from "./run-cli.ts";

const protocols = ["auto", "websocket", "http"] as const;
const rotations = [25, 50, 75];

test("tails, waits and commands go on when the token file changes", { timeout: 300_000 }, async ({
  signal,
  annotate,
}) => {
  const { logDir, ...guarded } = liveRay.guarded;
  await using folder = await folderWith({});
  const file = join(folder.path, "token");
  await using proxy = await startTokenProxy(guarded, file);
  await using cluster = ray({ address: proxy.url, token: tokenFile(file), pollIntervalMs: 500 });
  await using gates = await makeGates(signal);
  const entrypoint = program("lines", "numbered", 400, "--gates", gates.folder, "--at", rotations.join(","));
  const job = await cluster.jobs.submit({ entrypoint });
  const logFile = join(logDir, `job-driver-${job.submissionId}.log`);

  const tails = protocols.map((protocol) => followed(job.logs({ protocol })));
  const wait = job.wait();
  const options = [job.submissionId, "--address", proxy.url, "--token-file", file];
  const commands = [
    ...protocols.map((protocol) => runCli(["ray", "logs", "-f", "--protocol", protocol, ...options])),
    runCli(["ray", "wait", ...options]),
  ];
  const used: Array<string> = [(await readFile(file, "utf8")).trim()];
  for (const percent of rotations) {
    await gates.reached(percent);
    const refused = proxy.refused();
    await Promise.all(
      tails.map((tail) => tail.has((lines) => lines.some((line) => Number(line.slice(0, 9)) === percent * 4 - 1))),
    );
    used.push(await proxy.rotate());
    await expect.poll(() => proxy.refused(), { timeout: 60_000 }).toBeGreaterThan(refused);
    await gates.open(percent);
  }
  await expect(wait).resolves.toMatchObject({ status: "SUCCEEDED" });
  const truth = await linesOf(logFile);
  for (const tail of tails) await expect(tail.end).resolves.toEqual({ lines: truth, error: undefined });
  const results = await Promise.all(commands);
  for (const { code, stdout } of results.slice(0, protocols.length)) {
    expect(stdout).toBe(await readFile(logFile, "utf8"));
    expect(code).toBe(0);
  }
  expect(results.at(-1)).toMatchObject({ code: 0 });
  for (const { stderr } of results) for (const token of used) expect(stderr).not.toContain(token);
  await annotate(`${rotations.length} rotations, ${proxy.refused()} requests refused`);
});
