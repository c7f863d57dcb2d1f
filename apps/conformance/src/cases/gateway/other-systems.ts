import { cutAfter } from "@jobwire/testing/faults";
import { failsWith, same, until } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { jobId, token } from "../faults/backends.ts";
import { mixedText, numbered } from "../ray/logs.ts";
import { upstreamToken } from "./gateway-world.ts";

const surface = "gateway";
/** Longer than what an agent's own client shows by default. */
const longLog = `${mixedText}\n${"y".repeat(20_000)}\n${numbered(12_000)}`;

/** An agent and reasoners behind a gateway. */
export const gatewaySystemCases: ReadonlyArray<ConformanceCase> = [
  defineCase({
    id: "gateway/agent/jobs",
    surface,
    cites: ["gateway/jobs/agent"],
    transports: ["auto"],
    world: async (makers) => {
      const agent = await makers.faultyAgent({
        log: longLog,
        status: "RUNNING",
        token: upstreamToken,
        style: { socket: "text", stream: "plain" },
      });
      const gateway = await makers.gateway({
        token,
        systems: { edge: { kind: "agent", url: agent.url, token: upstreamToken } },
        fault: ({ endpoint }, nth) => (endpoint === "log" && nth === 0 ? cutAfter(100, "reset") : undefined),
      });
      return {
        url: gateway.url,
        token,
        truth: () => new TextEncoder().encode(longLog),
        hands: { end: () => agent.setStatus("SUCCEEDED") },
      };
    },
    run: async (bench) => {
      const { jobs } = bench.gateway().agent("edge");
      const [{ id } = { id: "" }] = await jobs.list();
      const job = jobs.handle(id);
      same((await job.status()).status, "RUNNING", "the status");
      const lines: Array<string> = [];
      const over = (async () => {
        for await (const line of job.logs()) lines.push(line);
      })();
      await until(() => lines.length > 12_000, "most of the log");
      await bench.hand.end();
      await over;
      await bench.checkLines(lines);
      same(jobs.outcomeOf(await job.wait())?.type, "succeeded", "the outcome");
    },
  }),
  defineCase({
    id: "gateway/reasoner/jobs",
    surface,
    cites: ["gateway/jobs/reasoner"],
    transports: ["auto"],
    world: async (makers) => {
      const reference = await makers.reasonerService({ token: upstreamToken });
      const job = reference.addJob({ type: "SOLVER", reasoner: "eng1", code: "stay_running", id: jobId });
      const log = numbered(5);
      const append = (text: string): void => {
        for (const line of text.split("\n").slice(0, -1)) job.addEvent(line);
      };
      append(log);
      const gateway = await makers.gateway({
        token,
        systems: { solver: { kind: "reasoner", url: reference.url, token: upstreamToken } },
        fault: ({ endpoint }, nth) =>
          (endpoint === "live" || endpoint === "events") && nth === 0 ? cutAfter(60, "reset") : undefined,
      });
      return {
        url: gateway.url,
        token,
        truth: () => new TextEncoder().encode(`one\ntwo\n${log}${numbered(5, 5)}three\n`),
        hands: {
          append: () => append(numbered(5, 5)),
          end: () => job.end({ state: "COMPLETED" }),
        },
      };
    },
    run: async (bench) => {
      const { jobs } = bench.gateway().reasoner("solver");
      const id = { reasonerType: "Prescriptive", id: jobId };
      same((await jobs.list()).length, 1, "the jobs");
      const lines: Array<string> = [];
      const over = (async () => {
        for await (const event of jobs.events(id)) lines.push(String(event["message"]));
      })();
      await until(() => lines.length >= 7, "the first events");
      await bench.hand.append();
      await until(() => lines.length >= 12, "further events");
      await bench.hand.end();
      await over;
      await bench.checkLines(lines);
      same((await jobs.result(id)).state, "COMPLETED", "the state");
      const made = await jobs.create("Logic", "eng1", { code: "stay_running" });
      same(made.reasonerType, "Logic", "the type of the created job");
      await made.stop();
      await failsWith(made.result(), "JobStopped");
      await failsWith(jobs.get({ ...id, id: "no-such-job" }), "NotFound", "unknown-job");
    },
  }),
];
