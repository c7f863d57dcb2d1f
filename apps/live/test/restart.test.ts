import { endDashboard, findRayVenv, startHead } from "@jobwire/live";
import { ray } from "@jobwire/node";
import { expect, test } from "vitest";
import { makeGates } from "./gates.ts";
import { liveRay, program } from "./live-ray.ts";

test("a wait and a tail go on over a dashboard that is away and comes back", async ({ signal }) => {
  await using gates = await makeGates(signal);
  await using cluster = ray({ address: liveRay.address, pollIntervalMs: 500 });
  const entrypoint = program("lines", "numbered", 1_000, "--gates", gates.folder, "--at", "50");
  const job = await cluster.jobs.submit({ entrypoint });
  const refused = Promise.withResolvers<void>();
  const wait = job.wait({
    onRetry: (error) => {
      if (error._tag === "ConnectionFailed" && error.reason === "refused") refused.resolve();
    },
  });
  const lines: Array<string> = [];
  const tail = (async (): Promise<void> => {
    for await (const line of job.logs()) lines.push(line);
  })();
  await gates.reached(50);
  const startAgain = await endDashboard(liveRay.mark);
  await Promise.race([refused.promise, wait, tail]);
  await gates.open(50); // the job ends while nobody can be asked
  await startAgain();
  await expect(wait).resolves.toMatchObject({ status: "SUCCEEDED" });
  await tail;
  expect(lines.filter((line) => /^\d{9} /.test(line))).toHaveLength(1_000);
});

test("a wait over a head that comes back without the job says that it is lost", async () => {
  const venv = await findRayVenv();
  if (venv === undefined) throw new Error("no Ray here");
  const first = await startHead({ venv, portsFrom: 25_000 });
  const cluster = ray({ address: first.address, pollIntervalMs: 500 });
  let second: Awaited<ReturnType<typeof startHead>> | undefined;
  try {
    const job = await cluster.jobs.submit({ entrypoint: "sleep 600" });
    const refused = Promise.withResolvers<void>();
    const wait = job.wait({ onRetry: (error) => void (error.reason === "refused" && refused.resolve()) });
    wait.catch(() => undefined); // looked at below
    await first.stop();
    await Promise.race([refused.promise, wait]);
    second = await startHead({ venv, ports: first.ports });
    await expect(wait).rejects.toMatchObject({ _tag: "JobLost", reason: "gone" });
  } finally {
    await cluster.close();
    await first.stop();
    await second?.stop();
  }
});
