import { ray } from "@jobwire/node";
import { startFaultyRay } from "@jobwire/testing";
import { expect, test } from "vitest";
import { gateway } from "../../src/client/node.ts";
import { serveGateway } from "./served-gateway.ts";

test("smoke", async () => {
  await using real = await startFaultyRay({
    log: Array.from({ length: 2000 }, (_, n) => `line ${n}\n`).join(""),
    status: "RUNNING",
  });
  await using upstream = ray({ address: real.url });
  await using served = await serveGateway({ systems: { training: upstream } });
  await using jobs = gateway({ address: served.url });
  const training = jobs.ray("training");
  setTimeout(() => {
    real.append("new\n");
  }, 3000);
  setTimeout(() => {
    real.setStatus("SUCCEEDED");
  }, 4000);
  const t = Date.now();
  for await (const line of training.jobs.tailLogs("raysubmit_scripted00000000", {
    tail: 3,
    onStatus: (s) => console.log(Date.now() - t, JSON.stringify(s)),
  })) {
    console.log(Date.now() - t, line);
  }
  console.log(served.requests);
});
