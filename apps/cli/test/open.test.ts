import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { testBed } from "./quick-ray.ts";
import { runCli, startCli, startInTerminal } from "./run-cli.ts";

const bed = testBed();
const open = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
  runCli(["ray", "open", ...args], { env: { RAY_ADDRESS: bed.ray.url, ...env } });

test("[open] open prints the dashboard's page of the cluster and of a job when nobody sees the output", async () => {
  await runCli(["ray", "submit", "--submission-id", "train 7", "--address", bed.ray.url, "--", "true"]);
  expect(await open([])).toMatchObject({ code: 0, stdout: `${bed.ray.url}/\n`, stderr: "" });
  expect(await open(["train 7"])).toMatchObject({ code: 0, stdout: `${bed.ray.url}/#/jobs/train%207\n`, stderr: "" });
  expect(JSON.parse((await open(["--json"])).stdout)).toEqual({ url: `${bed.ray.url}/` });
  expect(await open(["nobody"])).toMatchObject({ code: 1, stdout: "" });
});

test("no URL has a token", async () => {
  const env = { RAY_AUTH_TOKEN: "hunter2hunter2" };
  expect((await open([], env)).stdout).toBe(`${bed.ray.url}/\n`);
});

test("in a terminal it starts the browser, and --print does not", async () => {
  const bin = join(bed.folder, "bin");
  const opened = join(bed.folder, "opened");
  mkdirSync(bin);
  writeFileSync(
    join(bin, "xdg-open"),
    `#!/bin/sh\nprintf '%s' "$1" > "${opened}.part" && mv "${opened}.part" "${opened}"\n`,
  );
  chmodSync(join(bin, "xdg-open"), 0o755);
  const env = { RAY_ADDRESS: bed.ray.url, PATH: `${bin}:${process.env["PATH"]}` };
  const shown = startInTerminal(["ray", "open", "--print"], { env });
  expect((await shown.ended).stdout).toContain(`${bed.ray.url}/`);
  await expect(readWhenThere(opened, 0)).rejects.toThrow();
  const started = startInTerminal(["ray", "open"], { env });
  expect((await started.ended).stdout).toContain(`${bed.ray.url}/`);
  expect(await readWhenThere(opened, 20_000)).toBe(`${bed.ray.url}/`);
});

const readWhenThere = async (path: string, withinMs: number): Promise<string> => {
  const { readFile } = await import("node:fs/promises");
  if (withinMs === 0) return readFile(path, "utf8");
  let text = "";
  await expect
    .poll(
      async () => {
        text = await readFile(path, "utf8").catch(() => "");
        return text;
      },
      { timeout: withinMs },
    )
    .not.toBe("");
  return text;
};

test("--console is the page of a console that runs, and names what to do without one", async () => {
  const console = startCli(["console", "--port", "0", "--ray", bed.ray.url]);
  onTestFinished(() => void console.child.kill("SIGKILL"));
  const { url } = JSON.parse(await console.until("stdout", /\{.*\}/)) as { readonly url: string };
  const { origin } = new URL(url);
  await runCli(["ray", "submit", "--submission-id", "c1", "--address", bed.ray.url, "--", "true"]);
  expect(await open(["--console", origin])).toMatchObject({ code: 0, stdout: `${origin}/#/systems/ray\n` });
  // The URL that the console printed works once, so its token must not be passed on.
  expect((await open(["c1", "--console", url])).stdout).toBe(`${origin}/#/jobs/ray/c1\n`);
  console.child.kill("SIGINT");
  await console.ended;
  const without = await open(["--console", origin]);
  expect(without).toMatchObject({ code: 2, stdout: "" });
  expect(without.stderr).toContain(`No console responds at ${origin}. Start one with "jobwire console"`);
});
