// A suite that `conformance.test.ts` runs in a vitest of its own: the tests of the package that it leaves out are skipped here.
import { runConformanceTests } from "@durable-streams/server-conformance-tests";
import { afterAll, beforeAll, beforeEach, describe, vi } from "vitest";
import { leftOut, namesOf, suiteName } from "./conformance-table.ts";
import { type Listening, listen } from "./listen.ts";
import { type StreamShim, startStreamShim } from "./shim.ts";

/** What this file needs of vitest's tasks. */
interface Task {
  readonly name: string;
  readonly suite?: Task | undefined;
}

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const reasons = new Map(leftOut.flatMap(({ reason, tests }) => namesOf(tests).map((name) => [name, reason] as const)));

/** The name of a test below the suite of the package. */
const nameOf = (task: Task): string =>
  task.suite === undefined || task.suite.name === suiteName ? task.name : `${nameOf(task.suite)} > ${task.name}`;

const target = { baseUrl: "" };
let shim: StreamShim | undefined;
let server: Listening | undefined;
beforeAll(async () => {
  shim = await startStreamShim();
  server = await listen(shim.fetch);
  target.baseUrl = server.url;
});
afterAll(async () => {
  await server?.close();
  await shim?.close();
});

describe(suiteName, () => {
  beforeEach((context) => {
    const reason = reasons.get(nameOf(context.task));
    if (reason !== undefined) context.skip(reason);
  });
  runConformanceTests(target);
});
