/** The handler as it is in Node, Hono, Bun and Deno: a job that one submits through it is read to its end, equal to the file of its log. */
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startReferenceRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { readByEvents, readByFetch } from "./read-log.ts";
import { startProgram } from "./start-program.ts";

const root = fileURLToPath(new URL("../../../../", import.meta.url));
const programs = fileURLToPath(new URL("programs/", import.meta.url));
const commands: Readonly<Record<string, ReadonlyArray<string>>> = {
  node: [process.execPath, join(programs, "node.ts")],
  hono: [process.execPath, join(programs, "hono.ts")],
  // The programs themselves: what npm puts before them does not pass signals on.
  bun: [join(root, "node_modules/bun/bin/bun.exe"), join(programs, "bun.ts")],
  deno: [
    join(root, "node_modules/deno/deno"),
    "run",
    "-A",
    "--config",
    join(root, "deno.built.jsonc"),
    join(programs, "deno.ts"),
  ],
};

/** Lines of several bytes a character and with every kind of end, while somebody reads, then megabytes at once. */
const entrypoint = `
i=0; while [ $i -lt 40 ]; do printf 'line %d: 로그 🚀\\r\\nprogress 1\\rprogress 2\\n' $i; sleep 0.05; i=$((i + 1)); done
i=0; while [ $i -lt 60 ]; do head -c 49152 /dev/zero | tr '\\0' x; echo; i=$((i + 1)); done
echo the end`;

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

test.each(Object.keys(commands))("on %s", async (runtime) => {
  const ray = await startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 20 } });
  onTestFinished(() => ray.close());
  const temporary = mkdtempSync(join(tmpdir(), "jobwire-runtimes-"));
  onTestFinished(() => rmSync(temporary, { recursive: true, force: true }));
  const program = await startProgram(commands[runtime] ?? [], {
    cwd: programs,
    env: { RAY: ray.url, TMPDIR: temporary },
  });
  const [name, url = ""] = program.line.split(" ");
  expect(name).toBe(runtime);

  const submitted = await fetch(new URL("/v1/systems/ray/jobs", url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ entrypoint, submissionId: "job" }),
  });
  expect([submitted.status, await submitted.json()]).toEqual([201, { id: "job" }]);
  const log = new URL("/v1/systems/ray/jobs/job/log", url).href;
  // A reader that leaves at once takes nothing from the others.
  const leaving = new AbortController();
  await fetch(`${log}?offset=-1&live=sse`, { signal: leaving.signal });
  leaving.abort();
  const [fetched, events] = await Promise.all([readByFetch(log), readByEvents(log)]);
  const file = readFileSync(ray.logFile("job"), "utf8").replaceAll(/\r\n?/g, "\n");
  expect(fetched.length).toBe(file.length);
  expect(digest(fetched)).toBe(digest(file));
  expect(digest(events)).toBe(digest(file));
  // Two readers and one that left, and one tail.
  expect(Object.fromEntries(ray.requests)).toMatchObject({ "GET /api/jobs/{}/logs/tail": 1 });

  const head = await fetch(log, { method: "HEAD" });
  expect(head.headers.get("stream-closed")).toBe("true");
  expect(Number(head.headers.get("stream-next-offset"))).toBe(Buffer.byteLength(file));
  expect(await (await fetch(new URL("/v1/systems/ray/jobs/nobody", url))).json()).toMatchObject({ _tag: "NotFound" });

  expect(await program.stop()).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
});
