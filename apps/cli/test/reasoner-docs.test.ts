/** The program of docs/reasoner.md runs unchanged. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startReferenceReasoner } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { start } from "./run-cli.ts";

const text = readFileSync(new URL("../../../docs/reasoner.md", import.meta.url), "utf8");

test("the program prints every event once", async () => {
  const reference = await startReferenceReasoner({ token: "secret", runMs: 50 });
  onTestFinished(() => reference.close());
  // Inside the package, so that its names resolve as they do in a project that installed them.
  const folder = fileURLToPath(new URL("../dist/.reasoner-docs", import.meta.url));
  mkdirSync(folder, { recursive: true });
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const program = /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  expect(program).toContain("http://127.0.0.1:8090");
  const file = join(folder, "program.ts");
  writeFileSync(file, program.replace("http://127.0.0.1:8090", reference.url));
  const run = await start(process.execPath, [file]).ended;
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const lines = run.stdout.trim().split("\n");
  // Each event as `inspect` shows it, once.
  const messages = lines.flatMap((line) => /^ {2}message: '(\w+)'/.exec(line)?.[1] ?? []);
  expect(messages).toEqual(["one", "two", "three"]);
  expect(lines.filter((line) => line.includes("http://"))).toHaveLength(2);
});
