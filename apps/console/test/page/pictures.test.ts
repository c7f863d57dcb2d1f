import { agent, directAccess, ray, reasoner } from "@jobwire/node";
import { startFaultyRay, startReferenceAgent, startReferenceRay, startReferenceReasoner } from "@jobwire/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPage } from "../chromium.ts";
import { type ConsoleServer, startConsole } from "../console-server.ts";
import { trainingLog } from "../training-log.ts";

// Pictures of the main views for a person to look at, in test/screenshots. The tests themselves hold only the widths.

const closing: Array<() => Promise<void>> = [];
let server: ConsoleServer;

beforeAll(async () => {
  const minutesAgo = (minutes: number): number => Date.now() - minutes * 60_000;
  const scripted = await startFaultyRay({
    submissionId: "train-llama-7b",
    log: trainingLog(2400),
    status: "RUNNING",
    details: { entrypoint: "python train.py --epochs 24 --lr 3e-4", start_time: minutesAgo(41) },
  });
  const ended = (from: number, minutes: number) => ({
    start_time: minutesAgo(from),
    end_time: minutesAgo(from) + minutes * 60_000 + 12_000,
  });
  scripted.addJob("tokenize-corpus", {
    status: "SUCCEEDED",
    log: "done\n",
    details: { entrypoint: "python tokenize_corpus.py --shards 64", ...ended(95, 38) },
  });
  scripted.addJob("evaluate-checkpoint-1900", {
    status: "FAILED",
    log: "no memory\n",
    details: {
      entrypoint: "python evaluate.py --checkpoint 1900",
      driver_exit_code: 137,
      message: "Job entrypoint command failed with exit code 137",
      runtime_env: { env_vars: { HF_TOKEN: "x", WANDB_MODE: "online" }, pip: ["torch==2.9", "transformers"] },
      ...ended(20, 3),
    },
  });
  scripted.addJob("serve-canary", {
    status: "STOPPED",
    log: "bye\n",
    details: { entrypoint: "serve run app:deployment", ...ended(180, 61) },
  });
  const cluster = await startReferenceRay();
  const agentServer = await startReferenceAgent({ token: "agent-token" });
  const reasonerServer = await startReferenceReasoner({ token: "reasoner-token", runMs: 300 });
  reasonerServer.addJob({ type: "LOGIC", reasoner: "pricing-engine", code: "def output = 1" });
  reasonerServer.addJob({ type: "SOLVER", reasoner: "route-planner", code: "stay_running" });
  const clients = {
    training: ray({ address: scripted.url }),
    staging: ray({ address: cluster.url }),
    edge: agent({ address: agentServer.baseUrl, agentToken: "agent-token" }),
    solver: reasoner({ backend: directAccess({ address: reasonerServer.url, token: "reasoner-token" }) }),
  };
  server = await startConsole(clients);
  closing.push(
    () => server.close(),
    ...Object.values(clients).map((client) => () => client.close()),
    () => scripted.close(),
    () => cluster.close(),
    () => agentServer.close(),
    () => reasonerServer.close(),
  );
});
afterAll(async () => {
  for (const close of closing) await close();
});

for (const colorScheme of ["dark", "light"] as const) {
  for (const [size, viewport] of [
    ["wide", { width: 1000, height: 600 }],
    ["360", { width: 360, height: 720 }],
  ] as const) {
    test(`${colorScheme}, ${size}`, async () => {
      const page = await openPage({ viewport, colorScheme, hasTouch: size === "360" });
      const picture = async (name: string): Promise<void> => {
        await page.mouse.move(0, 0);
        await page.screenshot({ path: `test/screenshots/${name}-${colorScheme}-${size}.png`, animations: "disabled" });
        // Nothing makes the page wider than the window.
        const over = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect(over).toBe(0);
      };
      await page.goto(`${server.url}#/jobs`);
      await page.getByRole("row", { name: /train-llama-7b/ }).waitFor();
      await page.getByRole("row", { name: /raysubmit_running/ }).waitFor();
      await page.getByRole("row", { name: /route-planner/ }).waitFor();
      await picture("jobs");
      await page.getByRole("row", { name: /train-llama-7b/ }).click();
      await page.getByRole("log").getByText("epoch 24").waitFor();
      await page.getByRole("log").getByText("12 earlier").waitFor();
      await picture("log");
      await page.keyboard.press("/");
      await page.keyboard.type("clipped");
      await page.keyboard.press("Enter");
      await page
        .getByText(/^Line [\d,]+/)
        .first()
        .waitFor();
      await page.locator(".log-marked").waitFor();
      await picture("log-search");
      await page.goto(`${server.url}#/jobs/training/evaluate-checkpoint-1900/details`);
      await page.getByText("All fields").waitFor();
      await picture("details");
      await page.goto(`${server.url}#/jobs/training/evaluate-checkpoint-1900`);
      await page.getByText("The job failed: exit code 137").waitFor();
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog").waitFor();
      await picture("delete");
      await page.keyboard.press("Escape");
      await page.goto(`${server.url}#/jobs`);
      await page.getByRole("row", { name: /pricing-engine/ }).click();
      await page.locator(".event").first().waitFor();
      await picture("events");
      await page.goto(`${server.url}#/submit`);
      await page.getByRole("button", { name: "Add a variable" }).click();
      await picture("submit");
      await page.goto(`${server.url}#/systems/staging`);
      await page.getByRole("table").waitFor();
      await picture("nodes");
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: "Keys" }).waitFor();
      await picture("help");
    });
  }
}
