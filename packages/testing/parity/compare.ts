/**
 * Sends the same script and the same raw requests to a real Ray head and to the reference Ray, and compares the results.
 *
 *     node parity/compare.ts --python <python with ray[default]> <url of the head> [<url of the other>]
 *
 * Without a second address it starts a reference Ray. It prints each difference to stderr and `N passed, N failed` to stdout, and
 * exits with 1 when something failed. `--wire` or `--clients` runs only one half. With RAY_AUTH_MODE=token and RAY_AUTH_TOKEN it
 * sends that token to both servers.
 */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual, parseArgs, promisify } from "node:util";
import { startReferenceRay } from "../src/reference-ray/start-reference-ray.ts";
import { wireResults } from "./wire-cases.ts";

interface Step {
  readonly name: string;
  readonly outcome: unknown;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: "string", default: "python3" },
    wire: { type: "boolean", default: false },
    clients: { type: "boolean", default: false },
  },
});
const [head, other] = positionals;
const token = process.env["RAY_AUTH_MODE"] === "token" ? process.env["RAY_AUTH_TOKEN"] : undefined;
if (head === undefined) {
  console.error("usage: node compare.ts [--python PYTHON] [--wire | --clients] URL [URL]");
  process.exit(2);
}

async function clientSteps(url: string): Promise<readonly Step[]> {
  const script = join(dirname(fileURLToPath(import.meta.url)), "drive_ray.py");
  const { stdout } = await promisify(execFile)(values.python, [script, url], { maxBuffer: 64 * 1024 * 1024 });
  const document = JSON.parse(stdout) as { readonly steps: readonly Readonly<Record<string, unknown>>[] };
  return document.steps.map(({ step, ...outcome }) => ({ name: `client: ${String(step)}`, outcome }));
}

async function stepsOf(url: string): Promise<readonly Step[]> {
  const halves = await Promise.all([
    values.clients ? [] : wireResults(url, randomBytes(4).toString("hex"), token),
    values.wire ? [] : clientSteps(url),
  ]);
  return halves.flat();
}

const reference = other === undefined ? await startReferenceRay(token === undefined ? {} : { token }) : undefined;
try {
  const [real, copy] = await Promise.all([stepsOf(head), stepsOf(other ?? reference?.url ?? "")]);
  const names = new Set([...real, ...copy].map(({ name }) => name));
  let failed = 0;
  for (const name of names) {
    const [expected, given] = [real, copy].map((steps) => steps.find((step) => step.name === name)?.outcome);
    if (expected !== undefined && isDeepStrictEqual(expected, given)) continue;
    failed += 1;
    console.error(`${name}\n  first:  ${JSON.stringify(expected)}\n  second: ${JSON.stringify(given)}`);
  }
  console.log(`${names.size - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} finally {
  await reference?.close();
}
