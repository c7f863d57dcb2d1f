/** The spans of a job as an exporter of OpenTelemetry receives them, and the program as its reader runs it. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as NodeSdk from "@effect/opentelemetry/NodeSdk";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { Effect, Exit, Layer } from "effect";
import { type ReferenceRay, startReferenceRay } from "@jobwire/testing";
import { rayLayer } from "jobwire/effect";
import { afterAll, beforeAll, expect, test } from "vitest";
import { train } from "../src/train.ts";

const token = "a-token-that-no-span-may-have";
let server: ReferenceRay;
beforeAll(async () => {
  server = await startReferenceRay({ token, clocks: { tailPollMs: 50, supervisorStartMs: 20 } });
});
afterAll(() => server.close());

/** All spans of a run, in the order in which they ended. */
const spansOf = async (
  entrypoint: string,
): Promise<{ readonly exit: Exit.Exit<string, unknown>; readonly spans: ReadonlyArray<ReadableSpan> }> => {
  const exporter = new InMemorySpanExporter();
  let spans: ReadonlyArray<ReadableSpan> = [];
  const tracing = NodeSdk.layer(() => ({
    resource: { serviceName: "train" },
    spanProcessor: new SimpleSpanProcessor(exporter),
  }));
  const exit = await Effect.runPromiseExit(
    train(entrypoint).pipe(
      Effect.ensuring(Effect.sync(() => (spans = exporter.getFinishedSpans()))),
      Effect.provide(Layer.merge(tracing, rayLayer({ address: server.url, token }))),
    ),
  );
  return { exit, spans };
};
const named = (spans: ReadonlyArray<ReadableSpan>, name: string): ReadableSpan => {
  const found = spans.find((span) => span.name === name);
  if (found === undefined) throw new Error(`no span ${name} among ${spans.map((span) => span.name).join(", ")}`);
  return found;
};

test("each call is a span of the client below the program's, with the server and the job", async () => {
  const { exit, spans } = await spansOf("echo hello");
  expect(exit).toEqual(Exit.succeed("SUCCEEDED"));
  const root = named(spans, "train");
  const id = root.attributes["train.job"];
  expect(root.resource.attributes["service.name"]).toBe("train");
  for (const name of ["jobwire.ray.jobs.submit", "jobwire.ray.jobs.tailLogs", "jobwire.ray.jobs.result"]) {
    const span = named(spans, name);
    expect(span.spanContext().traceId).toBe(root.spanContext().traceId);
    expect(span.parentSpanContext?.spanId).toBe(root.spanContext().spanId);
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.attributes["server.address"]).toBe(server.url);
    expect(span.status.code).not.toBe(SpanStatusCode.ERROR);
  }
  expect(named(spans, "jobwire.ray.jobs.tailLogs").attributes["jobwire.job.id"]).toBe(id);
});

test("a failed job is a span with an error, and no span has the token", async () => {
  const { exit, spans } = await spansOf(`echo ${token}; exit 3`);
  expect(Exit.isFailure(exit)).toBe(true);
  const { status, events } = named(spans, "jobwire.ray.jobs.result");
  expect(status.code).toBe(SpanStatusCode.ERROR);
  expect(events.map(({ name }) => name)).toContain("exception");
  expect(named(spans, "train").status.code).toBe(SpanStatusCode.ERROR);
  const texts = spans.map(({ name, attributes, status: end, events: seen }) => [name, attributes, end, seen]);
  expect(JSON.stringify(texts)).not.toContain(token);
});

test("the program prints the log and its spans", async () => {
  const program = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  const env = { PATH: process.env["PATH"], RAY_API_SERVER_ADDRESS: server.url, RAY_AUTH_TOKEN: token };
  const { stdout } = await promisify(execFile)(process.execPath, [program, "echo hello"], { env });
  expect(stdout).toMatch(/^hello$/m);
  expect(stdout).toContain("jobwire.ray.jobs.submit");
  expect(stdout).not.toContain(token);
});
