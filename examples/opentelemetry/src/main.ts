// Prints a job's log on stdout and, when it ends, its spans: node src/main.ts "python train.py"
import * as NodeSdk from "@effect/opentelemetry/NodeSdk";
import { BatchSpanProcessor, ConsoleSpanExporter } from "@opentelemetry/sdk-trace-base";
import { Effect, Layer } from "effect";
import { rayLayerFromEnv } from "jobwire/effect";
import { train } from "./train.ts";

const tracing = NodeSdk.layer(() => ({
  resource: { serviceName: "train" },
  // To send the spans to a collector, use the OTLPTraceExporter of @opentelemetry/exporter-trace-otlp-http.
  spanProcessor: new BatchSpanProcessor(new ConsoleSpanExporter()),
}));

await Effect.runPromise(
  Effect.provide(train(process.argv[2] ?? "echo hello"), Layer.merge(tracing, rayLayerFromEnv())),
);
