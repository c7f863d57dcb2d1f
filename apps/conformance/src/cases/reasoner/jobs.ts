import { failsWith, holds, same } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { backends, clientOf, payloadOf, plainWorld, reasonerWorld } from "./reasoner-world.ts";

const types = ["Logic", "Prescriptive", "Predictive"] as const;

/** The methods of reasoner jobs, with both backends. */
export const reasonerJobCases: ReadonlyArray<ConformanceCase> = [
  ...types.map((type) =>
    defineCase({
      id: `reasoner/jobs/life-${type.toLowerCase()}`,
      surface: "reasoner",
      cites: [
        "reasoner/jobs/create",
        "reasoner/jobs/get",
        "reasoner/jobs/list",
        "reasoner/jobs/events",
        "reasoner/jobs/cancel",
        "reasoner/jobs/wait",
        "reasoner/jobs/create-ready",
        "reasoner/jobs/operation",
        "errors/job-failed",
        "errors/not-found",
      ],
      transports: backends,
      world: plainWorld(),
      run: async (bench) => {
        const { jobs } = clientOf(bench);
        const operation = await jobs.create(type, "eng1", payloadOf("def output = 1", type), { timeoutMins: 5 });
        const job = await operation.result({ include: { details: true, events: true } });
        same(
          [job.id, job.reasonerType, job.state, job.name],
          [operation.id, type, "COMPLETED", "eng1"],
          "the job's end",
        );
        same(Object.keys(job.failures), [], "failed extras");
        const messages: Array<unknown> = [];
        for await (const event of operation.events()) messages.push(event["message"]);
        same(messages, ["one", "two", "three"], "the events, each once, in order");
        const restored = jobs.handle(JSON.parse(JSON.stringify(operation)) as ReturnType<typeof operation.toJSON>);
        same((await restored.getOperation()).status, "SUCCEEDED", "the status of an operation from JSON");
        same((await jobs.get({ reasonerType: type, id: operation.id })).state, "COMPLETED", "the job, read again");
        await failsWith(jobs.createReady(type, "eng1", payloadOf("fail", type)), "JobFailed");
        const running = await jobs.create(type, "eng1", payloadOf("stay_running", type));
        const active = await jobs.list({ reasonerType: type, onlyActive: true });
        same(
          active.map(({ id }) => id),
          [running.id],
          "the running jobs",
        );
        await running.stop();
        same((await running.wait()).state, "CANCELED", "a cancelled job");
        await failsWith(jobs.get({ reasonerType: type, id: "nope" }), "NotFound", "unknown-job");
        same(
          (await jobs.getOperation({ reasonerType: type, id: "nope" })).status,
          "PENDING",
          "an operation that the server does not know yet",
        );
      },
    }),
  ),
  defineCase({
    id: "reasoner/jobs/artifacts",
    surface: "reasoner",
    cites: ["reasoner/jobs/artifacts", "reasoner/r10/nothing-swallowed"],
    transports: backends,
    world: plainWorld(),
    run: async (bench) => {
      const { jobs } = clientOf(bench);
      const job = await jobs.createReady("Logic", "eng1", payloadOf("def output = 1", "Logic"), {
        include: { artifacts: true, problems: true },
      });
      same(job.artifacts?.results.length, 2, "files that the job left");
      holds((job.problems?.problems.length ?? 0) > 0, "problems of the job");
      same(Object.keys(job.failures), [], "failures");
    },
  }),
  defineCase({
    id: "reasoner/jobs/event-position",
    surface: "reasoner",
    cites: ["reasoner/events/resume"],
    transports: backends,
    world: (makers, transport) =>
      reasonerWorld(makers, transport, {}, (reference) => ({
        start: () => reference.addJob({ type: "SOLVER", reasoner: "eng1", code: "stay_running" }).id,
        end: (id: string) => reference.job(id)?.end({ state: "COMPLETED" }),
      })),
    run: async (bench) => {
      const id = await bench.hand.start();
      const first: Array<unknown> = [];
      let position: string | undefined;
      for await (const page of clientOf(bench).jobs.events({ reasonerType: "Prescriptive", id }).pages()) {
        first.push(...page.events.map((event) => event["message"]));
        position = JSON.stringify(page.position);
        break;
      }
      holds(position !== undefined, "a page has a position");
      await bench.hand.end(id);
      const from = JSON.parse(position) as never;
      const rest: Array<unknown> = [];
      for await (const event of clientOf(bench).jobs.events({ reasonerType: "Prescriptive", id }, { from }))
        rest.push(event["message"]);
      same([...first, ...rest], ["one", "two", "three"], "the joined events of two clients");
    },
  }),
  defineCase({
    id: "reasoner/jobs/partitions",
    surface: "reasoner",
    cites: ["reasoner/sql/partitions"],
    transports: ["sql"],
    world: async ({ reasonerService }) => {
      let now = 1_760_000_000_000;
      const reference = await reasonerService({
        token: "conformance-reasoner-token",
        partitionRows: 500,
        now: () => now,
      });
      for (let n = 0; n < 2_000; n++) {
        now += 1_000;
        reference.addJob({ type: "SOLVER", reasoner: "eng1", id: `job-${n}` });
      }
      return { url: reference.snowflakeUrl };
    },
    run: async (bench) => {
      const listed = await clientOf(bench).jobs.list({ reasonerType: "Prescriptive" });
      const expected = Array.from({ length: 2_000 }, (_, n) => `job-${1_999 - n}`);
      same(listed.map(({ id }) => id).join(), expected.join(), "2,000 rows over 4 partitions, newest first");
    },
  }),
];
