import { startFaultyAgent } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { bundle } from "./bundle.ts";
import { openPage } from "./open-page.ts";

const script = `
import { agent } from "@jobwire/browser";
globalThis.run = async (id, agentToken) => {
  const client = agent({ address: location.origin, agentToken });
  const lines = [];
  for await (const line of client.jobs.tailLogs(id)) lines.push(line);
  await client.close();
  return lines;
};`;

test("a page follows an agent over HTTP, because it cannot send the token with a handshake", async () => {
  const token = "hush-hush";
  const log = ["one", "한글 🚀", "last"].map((line) => `${line}\n`).join("");
  const server = await startFaultyAgent({ status: "SUCCEEDED", log, token });
  onTestFinished(() => server.close());
  const page = await openPage();
  await page.goto(server.baseUrl);
  await page.addScriptTag({ type: "module", content: (await bundle(script)).text });
  await page.waitForFunction("globalThis.run !== undefined");
  const lines = await page.evaluate(`run(${JSON.stringify(server.jobId)}, ${JSON.stringify(token)})`);
  expect(lines).toEqual(["one", "한글 🚀", "last"]);
  expect(server.server.requests.filter(({ headers }) => headers["upgrade"] !== undefined)).toEqual([]);
});
