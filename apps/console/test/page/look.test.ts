import { directAccess, ray, agent, reasoner } from "@jobwire/node";
import { startFaultyRay, startReferenceAgent, startReferenceRay, startReferenceReasoner } from "@jobwire/testing";
import { test } from "vitest";
import { openPage } from "../chromium.ts";
import { startConsole } from "../console-server.ts";

test("look", async () => {
  const refRay = await startReferenceRay({ clocks: { supervisorStartMs: 50, tailPollMs: 100 } });
  const refAgent = await startReferenceAgent({ agentToken: "a" });
  const refReasoner = await startReferenceReasoner({ token: "t", runMs: 20000 });
  const log = Array.from({ length: 1_000_000 }, (_, i) => `${i + 1} epoch \u001b[32mINFO\u001b[0m step loss=${(1000 / (i + 1)).toFixed(4)} some more words`).join("\n");
  const faulty = await startFaultyRay({ submissionId: "big", log, status: "SUCCEEDED" });
  const server = await startConsole({
    training: ray({ address: refRay.url }),
    big: ray({ address: faulty.url }),
    edge: agent({ address: refAgent.baseUrl, agentToken: "a" }),
    solver: reasoner({ backend: directAccess({ address: refReasoner.url, token: "t" }) }),
  });
  const page = await openPage({ viewport: { width: 1200, height: 760 }, colorScheme: "dark" });
  page.on("console", (m) => console.log("console:", m.text()));
  page.on("pageerror", (m) => console.log("pageerror:", m.message));
  await page.goto(`${server.url}#/submit`);
  await page.getByLabel("Entrypoint").fill(`python3 -c "
import time,sys
for i in range(100):
  print('\\x1b[1;3%dmINFO\\x1b[0m step %d of 100: loss %.4f' % (i%8, i, 1/(i+1)), flush=True)
for i in range(60):
  print('\\rdownload: %3d%%|%s%s| %d/60 [00:01<00:02, 9.9it/s]' % (i*100//60, '█'*(i//3), ' '*(20-i//3), i), end='', flush=True); time.sleep(0.02)
print()
for i in range(10000):
  print('evaluation', i, flush=True); time.sleep(0.5)
"`);
  await page.getByRole("button", { name: "Add a variable" }).click();
  await page.getByLabel("Name of variable 1").fill("HF_TOKEN");
  await page.getByLabel("Value of variable 1", { exact: true }).fill("hf_abcdef");
  await page.screenshot({ path: "test/screenshots/a-submit.png" });
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await page.getByRole("log").getByText("evaluation 2").waitFor();
  await page.screenshot({ path: "test/screenshots/b-log.png" });
  await page.goto(`${server.url}#/jobs`);
  await page.getByRole("row", { name: /big/ }).waitFor();
  await page.waitForTimeout(1000);
  await page.screenshot({ path: "test/screenshots/c-jobs.png" });
  await page.goto(`${server.url}#/jobs/big/big`);
  await page.getByRole("log").getByText("1000000 epoch").waitFor();
  await page.screenshot({ path: "test/screenshots/d-big.png" });
  console.log(server.requests.length, server.requests.join("\n"));
});
