import { ray } from "@jobwire/node";
import { startFaultyRay, startReferenceRay } from "@jobwire/testing";
import { expect, test } from "vitest";
import { gateway } from "../../src/client/node.ts";
import { serveGateway } from "./served-gateway.ts";

test("smoke", async () => {
  await using real = await startReferenceRay({});
  await using upstream = ray({ address: real.url });
  await using served = await serveGateway({ systems: { training: upstream } });
  await using jobs = gateway({ address: served.url });
  console.log(await jobs.systems());
  const training = jobs.ray("training");
  const job = await training.jobs.submit({ entrypoint: "for i in 1 2 3; do echo line $i; sleep 0.3; done; echo é" });
  const lines: Array<string> = [];
  const t = Date.now();
  for await (const line of job.logs({ onStatus: (s) => console.log(Date.now() - t, JSON.stringify(s)) })) {
    lines.push(line);
    console.log(Date.now() - t, line);
  }
  console.log(Date.now() - t, "end");
  console.log((await job.result()).status);
  console.log(await job.getLogs());
  console.log(await training.jobs.list());
  for await (const line of job.logs({ tail: 2 })) console.log("tail", line);
  console.log((await training.nodes.list()).rows.length);
  console.log(served.requests);
  expect(lines.at(-1)).toBe("é");
});
