import { agent, directAccess, ray, reasoner } from "@jobwire/node";
import { startReferenceAgent, startReferenceRay, startReferenceReasoner } from "@jobwire/testing";
import type { Page } from "playwright";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openPage } from "../chromium.ts";
import { type ConsoleServer, startConsole } from "../console-server.ts";

const patient = { timeout: 60_000, interval: 100 };
const closing: Array<() => Promise<void>> = [];
let server: ConsoleServer;

beforeAll(async () => {
  const rayServer = await startReferenceRay({ clocks: { supervisorStartMs: 50, tailPollMs: 100, killAfterMs: 300 } });
  const agentServer = await startReferenceAgent({ token: "agent-token" });
  const reasonerServer = await startReferenceReasoner({ token: "reasoner-token", runMs: 300 });
  const training = ray({ address: rayServer.url });
  const edge = agent({ address: agentServer.baseUrl, agentToken: "agent-token" });
  const solver = reasoner({ backend: directAccess({ address: reasonerServer.url, token: "reasoner-token" }) });
  server = await startConsole({ training, edge, solver });
  closing.push(
    () => server.close(),
    () => training.close(),
    () => edge.close(),
    () => solver.close(),
    () => rayServer.close(),
    () => agentServer.close(),
    () => reasonerServer.close(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});

const submit = async (page: Page, entrypoint: string, id = ""): Promise<void> => {
  await page.goto(`${server.url}#/submit`);
  await page.getByLabel("Entrypoint").fill(entrypoint);
  if (id !== "") await page.getByLabel("Submission id").fill(id);
  await page.getByRole("button", { name: "Submit", exact: true }).click();
};

const status = (page: Page, text: string) => page.locator(".job-header").getByText(text, { exact: true });

test("a person submits a job with variables, follows it, and stops it", async () => {
  const page = await openPage();
  await page.goto(server.url);
  await page.getByRole("navigation").getByRole("link", { name: "Submit" }).click();
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await page.getByText("Type the command that the job runs.").waitFor();
  await page.getByLabel("Entrypoint").fill('echo "level is $LEVEL"; while true; do echo tick; sleep 0.2; done');
  await page.getByRole("button", { name: "Add a variable" }).click();
  await page.getByLabel("Name of variable 1").fill("LEVEL");
  await page.getByLabel("Value of variable 1", { exact: true }).fill("sixty-one");
  await page
    .getByLabel("Runtime environment")
    .fill('{"config": {"setup_timeout_seconds": 60}, "api_key": "very-hush"}');
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await page.getByRole("log").getByText("level is sixty-one").waitFor();
  await status(page, "RUNNING").waitFor();

  await page.getByRole("tab", { name: "Details" }).click();
  const environment = page.locator("dl[aria-label=runtime_env]");
  await environment.getByText("env_vars.LEVEL").waitFor();
  expect(await page.getByText("sixty-one").count()).toBe(0);
  await environment.getByText("hidden by the gateway").waitFor();
  await environment.getByText("config.setup_timeout_seconds").waitFor();
  expect(await page.getByText("very-hush").count()).toBe(0);
  await page.getByRole("button", { name: "Reveal api_key" }).click();
  await environment.getByText("very-hush").waitFor();

  await page.getByRole("tab", { name: "Log" }).click();
  await page.getByRole("button", { name: "Stop" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await dialog.waitFor({ state: "detached" });
  await status(page, "RUNNING").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await dialog.getByRole("button", { name: "Stop the job" }).click();
  await status(page, "STOPPED").waitFor();
  await page.getByText("The job was stopped").first().waitFor();

  await page.getByRole("button", { name: "Delete" }).click();
  await dialog.getByRole("button", { name: "Delete the job" }).click();
  await page.getByRole("heading", { name: "Jobs" }).waitFor();
  await vi.waitFor(async () => expect(await page.getByRole("row", { name: /level is/ }).count()).toBe(0), patient);
});

test("the list is live, and a person filters it and walks through it with keys", async () => {
  const page = await openPage();
  const before = server.requests.length;
  await page.goto(server.url);
  await page.getByRole("row", { name: /raysubmit_running/ }).waitFor();
  const other = await openPage();
  await submit(other, "sleep 3; exit 3", "list-fails");
  const row = page.getByRole("row", { name: /list-fails/ });
  await row.waitFor();
  await row.getByText("RUNNING").waitFor();
  await row.getByText("FAILED").waitFor();
  // By the stream of changes, not by asking again and again.
  const lists = server.requests.slice(before).filter((line) => line === "GET /v1/systems/training/jobs");
  expect(lists).toHaveLength(1);

  await page.keyboard.press("/");
  await page.keyboard.type("list-fails");
  await page.keyboard.press("Escape");
  await page.getByText(/^1 of \d+$/).waitFor();
  await page.keyboard.press("j");
  await vi.waitFor(async () => expect(await row.getAttribute("aria-selected")).toBe("true"), patient);
  await page.keyboard.press("Enter");
  await page.getByText("The job failed: exit code 3").waitFor();
  await page.getByRole("tab", { name: "Details" }).click();
  await page
    .getByText(/failed with exit code 3/)
    .first()
    .waitFor();

  await page.goto(`${server.url}#/jobs`);
  // The filter is kept.
  await page.getByText(/^1 of \d+$/).waitFor();
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await page.getByLabel("System").selectOption("edge");
  await page.getByLabel("Status").selectOption("failed");
  await page.getByRole("row", { name: /raysubmit_failed/ }).waitFor();
  expect(await page.getByRole("row").count()).toBe(2);
});

test("a reasoner job is submitted, and its events come as they happen", async () => {
  const page = await openPage();
  await page.goto(`${server.url}#/submit/solver`);
  await page.getByLabel("Reasoner name").fill("engine-1");
  await page.getByLabel("Payload").fill("{nonsense");
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await page.getByText("This is not JSON").waitFor();
  await page.getByLabel("Payload").fill('{"database": "DB", "raw_code": "def output = 1", "language": "rel"}');
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  const events = page.getByRole("log", { name: /Events of job Logic:/ });
  await events.locator(".event").first().waitFor();
  await status(page, "COMPLETED").waitFor();
  await page.getByText("complete", { exact: true }).waitFor();
  await page.getByText("The job succeeded").first().waitFor();
});

test("the log of an agent's job that never rests is there at once", async () => {
  const page = await openPage();
  await page.goto(`${server.url}#/jobs/edge/raysubmit_running`);
  await page
    .getByRole("log")
    .getByText(/tick \d+/)
    .first()
    .waitFor({ timeout: 20_000 });
  await page.goto(`${server.url}#/jobs/edge/raysubmit_failed`);
  await page.getByRole("log").getByText("about to fail").waitFor({ timeout: 20_000 });
  await page.getByText("The job failed").first().waitFor();
});

test("nodes, tasks, actors and applications are tables", async () => {
  const page = await openPage();
  await page.goto(server.url);
  await page.getByRole("navigation").getByRole("link", { name: "Cluster" }).click();
  const nodes = page.getByRole("table", { name: "Nodes" });
  await nodes.getByRole("row").nth(1).waitFor();
  await nodes.getByRole("row").nth(1).getByRole("button").click();
  await page.getByRole("dialog").locator("dt").first().waitFor();
  await page.keyboard.press("Escape");
  for (const name of ["Tasks", "Actors", "Serve"]) {
    await page.getByRole("tab", { name }).click();
    await page.getByRole("table", { name }).or(page.getByText("There are none.")).first().waitFor();
  }
  await page.getByLabel("System").selectOption("edge");
  await page.getByRole("tab", { name: "Tasks" }).waitFor();
  expect(await page.getByRole("tab", { name: "Actors" }).count()).toBe(0);
});

test("keys are explained, and a page that does not exist says so", async () => {
  const page = await openPage();
  await page.goto(`${server.url}#/nowhere/at/all`);
  await page.getByText("This page does not exist.").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.goto(`${server.url}#/jobs/training/no-such-job`);
  await page.getByText("This job cannot be read").waitFor();
});

test("a page in the background holds no live connection", async () => {
  const page = await openPage();
  await submit(page, "while true; do echo tick; sleep 0.3; done");
  await page.getByRole("log").getByText(/tick/).first().waitFor();
  const live = (): number => server.requests.filter((line) => line.includes("live=sse")).length;
  const before = live();
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  const lines = page.getByRole("contentinfo").or(page.locator(".log-footer"));
  const first = await lines.textContent();
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "visible", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  await vi.waitFor(async () => expect(await lines.textContent()).not.toBe(first), patient);
  expect(live()).toBe(before + 1);
});
