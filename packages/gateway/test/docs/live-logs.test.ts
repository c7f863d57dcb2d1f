/** The programs of docs/live-logs-in-a-page.md as shown, on a running job: each shows the whole log. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ray } from "@jobwire/node";
import { expect, onTestFinished, test } from "vitest";
import { createGateway } from "../../src/node.ts";
import { listen } from "../streams/listen.ts";
import { docProgram, projectFolder } from "./doc-program.ts";
import { openPage } from "./open-page.ts";
import { quickRay } from "./quick-ray.ts";
import { printedBy } from "./run-program.ts";

const page = "live-logs-in-a-page.md";
const token = "a-token-for-programs";
const entrypoint = 'i=0; while [ $i -lt 30 ]; do echo "line $i: <b>로그</b> 🚀"; sleep 0.05; i=$((i + 1)); done';

/** A gateway with the running job of the examples, the file of its log, and a page at its root. */
const startJob = async (html = "") => {
  const reference = await quickRay();
  const cluster = ray({ address: reference.url });
  onTestFinished(() => cluster.close());
  await cluster.jobs.submit({ entrypoint, submissionId: "train-7" });
  const gateway = createGateway({
    systems: { ray: cluster },
    ...(html === "" ? {} : { basePath: "/api/jobs" }),
    // Pages have no token here, as a page has a cookie.
    authorize: (request) => html !== "" || request.headers.get("authorization") === `Bearer ${token}`,
  });
  onTestFinished(() => gateway.close());
  const server = await listen((request) =>
    new URL(request.url).pathname === "/"
      ? Promise.resolve(new Response(html, { headers: { "content-type": "text/html" } }))
      : gateway.fetch(request),
  );
  onTestFinished(server.close);
  const file = async (): Promise<string> => {
    await cluster.jobs.wait("train-7");
    return readFileSync(reference.logFile("train-7"), "utf8");
  };
  return { url: server.url, file };
};

test("the page with EventSource", async () => {
  const { url, file } = await startJob(docProgram(page, "Follow a log with EventSource", "html"));
  const chromium = await openPage();
  await chromium.goto(url);
  await expect.poll(() => chromium.textContent("[role=status]"), { timeout: 30_000 }).toBe("The log is complete.");
  expect(await chromium.textContent("pre")).toBe(await file());
  expect(await chromium.locator("pre b").count()).toBe(0);
});

test.each([
  ["Read a log with fetch", "js", "program.mjs"],
  ["Read a log with a Durable Streams client", "js", "program.mjs"],
])("%s", async (heading, language, name) => {
  const { url, file } = await startJob();
  const folder = projectFolder();
  const program = docProgram(page, heading, language);
  expect(program).toContain("http://127.0.0.1:8266");
  writeFileSync(join(folder, name), program.replaceAll("http://127.0.0.1:8266", url.replace(/\/$/, "")));
  const printed = await printedBy([process.execPath, name], folder, { JOBWIRE_GATEWAY_TOKEN: token });
  expect(printed).toBe(await file());
});

test("Use Jobwire's own client", async () => {
  const { url } = await startJob();
  const folder = projectFolder();
  const program = docProgram(page, "Use Jobwire's own client", "ts");
  writeFileSync(join(folder, "program.ts"), program.replaceAll("http://127.0.0.1:8266", url.replace(/\/$/, "")));
  const printed = await printedBy([process.execPath, "program.ts"], folder, { JOBWIRE_GATEWAY_TOKEN: token });
  expect(printed).toMatch(/^hello$[\s\S]*^SUCCEEDED\n$/m);
});

test("the component for React is that of the example, which is built and run", () => {
  const example = readFileSync(new URL("../../../../examples/next/app/job-log.tsx", import.meta.url), "utf8");
  expect(docProgram(page, "Follow a log in React", "tsx")).toBe(example);
});
