import { responseLost, drop, instead, json, never } from "@jobwire/testing/faults";
import { createGuard } from "../../case/secret-guard.ts";
import { failsWith, holds, same } from "../../case/checks.ts";
import { type ConformanceCase, defineCase } from "../../case/conformance-case.ts";
import { backends, clientOf, payloadOf, plainWorld, reasonerWorld, token } from "./reasoner-world.ts";

const upstream = json({ message: "upstream" }, { status: 503 });
const secret = createGuard(token);

const creates = (endpoint: string): boolean => endpoint.startsWith("create") || endpoint === "submitStatement";

/** Reasoner jobs on servers that fail. */
export const reasonerTroubleCases: ReadonlyArray<ConformanceCase> = [
  ...(
    [
      ["503", responseLost(upstream), []],
      ["drop", responseLost(drop()), ["sends-once"]],
    ] as const
  ).map(([name, lost, needs]) =>
    defineCase({
      id: `reasoner/create/lost-by-${name}`,
      surface: "reasoner",
      cites: ["reasoner/r6/create-once", "errors/create-outcome-unknown"],
      transports: backends,
      needs,
      world: async (makers, transport) => {
        let faults = 1;
        return reasonerWorld(
          makers,
          transport,
          { fault: ({ endpoint }) => (creates(endpoint) && faults-- > 0 ? lost : undefined) },
          (reference) => ({ jobs: () => reference.jobCount() }),
        );
      },
      run: async (bench) => {
        const creating = clientOf(bench).jobs.create("Predictive", "eng1", payloadOf("x", "Predictive"));
        // SQL has an id for each request, so that the client can send it again; Direct Access has none.
        if (bench.transport === "sql") same((await (await creating).result()).state, "COMPLETED", "the job's end");
        else await failsWith(creating, "CreateOutcomeUnknown");
        same(await bench.hand.jobs(), 1, "jobs on the server");
      },
    }),
  ),
  defineCase({
    id: "reasoner/wait/survives-failures",
    surface: "reasoner",
    cites: ["reasoner/wait/survives-failures"],
    transports: ["direct-access"],
    world: async (makers, transport) => {
      const trouble = [
        instead(upstream),
        instead(upstream),
        instead(drop()),
        instead(json({ message: "engine is not ready to accept jobs" }, { status: 404 })),
      ];
      return reasonerWorld(
        makers,
        transport,
        { fault: ({ endpoint }) => (endpoint === "getJob" ? trouble.shift() : undefined) },
        (reference) => ({
          start: () => reference.addJob({ type: "SOLVER", reasoner: "eng1" }).id,
          left: () => trouble.length,
        }),
      );
    },
    run: async (bench) => {
      const id = await bench.hand.start();
      same((await clientOf(bench).jobs.wait({ reasonerType: "Prescriptive", id })).state, "COMPLETED", "the end");
      same(await bench.hand.left(), 0, "faults that did not occur");
    },
  }),
  defineCase({
    id: "reasoner/wait/deadline",
    surface: "reasoner",
    cites: ["reasoner/wait/deadline", "errors/timeout"],
    transports: backends,
    world: plainWorld({ fault: () => instead(never()) }),
    run: async (bench) => {
      const began = Date.now();
      await failsWith(
        clientOf(bench).jobs.wait({ reasonerType: "Predictive", id: "a" }, { timeoutMs: 1_000 }),
        "Timeout",
        "deadline",
      );
      holds(Date.now() - began >= 990, "not before the deadline");
    },
  }),
  defineCase({
    id: "reasoner/abort",
    surface: "reasoner",
    cites: ["reasoner/r4/abort", "errors/aborted"],
    transports: backends,
    world: (makers, transport) =>
      reasonerWorld(makers, transport, {}, (reference) => ({
        start: () => reference.addJob({ type: "ML", reasoner: "eng1", code: "stay_running" }).id,
      })),
    run: async (bench) => {
      const id = await bench.hand.start();
      const ends = new AbortController();
      const { jobs } = clientOf(bench);
      const waiting = jobs.wait({ reasonerType: "Predictive", id }, { signal: ends.signal });
      const events = (async () => {
        for await (const _ of jobs.events({ reasonerType: "Predictive", id }, { signal: ends.signal }));
      })();
      waiting.catch(() => {});
      events.catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 500));
      const began = Date.now();
      ends.abort();
      await failsWith(waiting, "Aborted");
      await failsWith(events, "Aborted");
      holds(Date.now() - began <= 1_000, "the abort settled within 1 s");
    },
  }),
  defineCase({
    id: "reasoner/unauthorized",
    surface: "reasoner",
    cites: ["errors/unauthorized", "secrets/errors/none-shown", "reasoner/r7/no-token-shown"],
    transports: backends,
    world: async ({ reasonerService }, transport) => {
      const reference = await reasonerService({ token: "another" });
      return { url: transport === "sql" ? reference.snowflakeUrl : reference.url };
    },
    run: async (bench) => {
      const client = clientOf(bench);
      secret.clean(await failsWith(client.jobs.list(), "Unauthorized"));
      secret.clean(client);
    },
  }),
  defineCase({
    id: "reasoner/checked-before",
    surface: "reasoner",
    cites: ["errors/invalid-request", "secrets/ids/checked"],
    transports: backends,
    world: (makers, transport) =>
      reasonerWorld(makers, transport, {}, (reference) => ({
        asked: () =>
          [...reference.directAccess.requests, ...reference.snowflake.requests].filter(
            ({ path }) => !path.startsWith("/__"),
          ).length,
      })),
    run: async (bench) => {
      const { jobs } = clientOf(bench);
      for (const bad of ["", ".", ".."])
        await failsWith(jobs.get({ reasonerType: "Logic", id: bad }), "InvalidRequest", "local");
      await failsWith(jobs.create("Logic", "", payloadOf("x", "Logic")), "InvalidRequest", "local");
      same(await bench.hand.asked(), 0, "requests");
    },
  }),
];
