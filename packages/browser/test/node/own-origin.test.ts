import { request } from "node:http";
import { startReferenceRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { bundle } from "./bundle.ts";
import { openPage } from "./open-page.ts";

/** What a page of Ray's own origin does: it follows a job, and tries to write. */
const script = `
import { ray } from "@jobwire/browser";
globalThis.run = async (id) => {
  const cluster = ray({ address: location.origin });
  const events = [];
  const lines = [];
  for await (const line of cluster.jobs.tailLogs(id, { onStatus: (event) => events.push(event) })) lines.push(line);
  const { status } = await cluster.jobs.wait(id);
  const refusals = [];
  for (const write of [
    () => cluster.jobs.submit({ entrypoint: "echo no" }),
    () => cluster.jobs.stop(id),
    () => cluster.jobs.delete(id),
  ]) await write().catch((error) => refusals.push([error._tag, error.message]));
  await cluster.close();
  return { lines, status, refusals, sources: events.map(({ source }) => source).filter(Boolean) };
};`;

interface Seen {
  readonly lines: ReadonlyArray<string>;
  readonly status: string;
  readonly refusals: ReadonlyArray<readonly [string, string]>;
  readonly sources: ReadonlyArray<string>;
}

test("on Ray's own origin a page follows over HTTP and sends no write", async () => {
  const server = await startReferenceRay({ clocks: { supervisorStartMs: 50, tailPollMs: 50 } });
  onTestFinished(() => server.close());
  // Submitted from Node, by `node:http`, because Ray refuses Node's fetch.
  const id = "followed-by-a-page";
  await new Promise((resolve, reject) => {
    const headers = { "content-type": "application/json" };
    const asked = request(`${server.url}/api/jobs/`, { method: "POST", headers }, (answer) =>
      answer.resume().on("end", resolve),
    );
    asked.on("error", reject);
    asked.end(JSON.stringify({ submission_id: id, entrypoint: "for n in 1 2 3; do echo line $n; sleep 0.3; done" }));
  });
  const page = await openPage();
  const sent: Array<string> = [];
  page.on("request", (asked) => sent.push(asked.method()));
  page.on("websocket", () => sent.push("WebSocket"));
  await page.goto(`${server.url}/api/version`);
  await page.addScriptTag({ type: "module", content: (await bundle(script)).text });
  await page.waitForFunction("globalThis.run !== undefined");
  const seen = (await page.evaluate(`run(${JSON.stringify(id)})`)) as Seen;
  expect(seen.lines.filter((line) => line.startsWith("line "))).toEqual(["line 1", "line 2", "line 3"]);
  expect(seen.status).toBe("SUCCEEDED");
  expect(seen.sources).not.toContain("websocket");
  expect(seen.refusals.map(([tag]) => tag)).toEqual(["BrowserRefused", "BrowserRefused", "BrowserRefused"]);
  expect(seen.refusals[0]?.[1]).toContain("browserProxy");
  expect(new Set(sent)).toEqual(new Set(["GET"]));
});
