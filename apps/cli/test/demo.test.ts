import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { quickRay } from "./quick-ray.ts";
import { start } from "./run-cli.ts";

// The built program and not the root script, which would build again while other tests run the build.
const demo = (env: Readonly<Record<string, string>>) =>
  start(process.execPath, [fileURLToPath(new URL("../dist/demo.js", import.meta.url))], { env }).ended;

test("the demo ends with the job's status, on its own Ray and on a configured cluster", async () => {
  await using ray = await quickRay();
  for (const env of [{}, { RAY_API_SERVER_ADDRESS: ray.url }, { RAY_ADDRESS: ray.url }]) {
    const run = await demo(env);
    expect(run.code, run.stderr).toBe(0);
    const lines = run.stdout.trimEnd().split("\n");
    expect(lines.at(-1)).toBe("SUCCEEDED");
    expect(lines.filter((line) => line.startsWith("line "))).toHaveLength(10);
    expect(lines).toContain("line seven: 👩‍💻");
  }
  expect(ray.requests.get("POST /api/jobs/")).toBe(2);
});

test("the root script builds the command, then runs that program", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  expect(manifest.scripts["demo"]).toMatch(/ 'turbo run build .*&& node apps\/cli\/dist\/demo\.js'$/);
});
