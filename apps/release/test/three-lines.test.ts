import { existsSync } from "node:fs";
import { join } from "node:path";
import { startReferenceRay } from "@jobwire/testing";
import { chromium } from "playwright";
import { build } from "rolldown";
import { expect, onTestFinished, test } from "vitest";
import { repository } from "../src/repository.ts";
import { run } from "../src/run.ts";
import { freshProject } from "./fresh-project.ts";
import { strippingProxy } from "./stripping-proxy.ts";

const chromiumPath = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);
const bin = (name: string): string => join(repository, "node_modules/.bin", name);
const printed = /(?:^|\n)hello from three lines\n/;

test("the same three lines, unchanged, on every runtime, from the packed tarballs", { timeout: 300_000 }, async () => {
  const server = await startReferenceRay({ clocks: { supervisorStartMs: 50, tailPollMs: 50 } });
  onTestFinished(() => server.close());
  let script = "";
  const address = await strippingProxy(
    server.url,
    () => `<meta charset="utf-8"><script type="module">${script}</script>`,
  );
  const program = `import { ray } from "jobwire";
const job = await ray({ address: "${address}", browserProxy: true }).jobs.submit({ entrypoint: "echo hello from three lines" });
for await (const line of job.logs()) console.log(line);
`;
  await using project = await freshProject(program);
  const cwd = project.folder;

  expect(await run(process.execPath, ["program.js"], { cwd })).toMatch(printed);
  expect(await run(bin("bun"), ["program.js"], { cwd })).toMatch(printed);
  expect(await run(bin("deno"), ["run", "--allow-net", "--allow-read", "--allow-env", "program.js"], { cwd })).toMatch(
    printed,
  );

  const { output } = await build({
    input: "program.js",
    cwd,
    platform: "browser",
    write: false,
    logLevel: "silent",
    output: { format: "esm", codeSplitting: false },
  });
  const [chunk] = output;
  expect([...chunk.imports, ...chunk.dynamicImports]).toEqual([]);
  // This sequence ends a page's script, even inside a string.
  script = chunk.code.replaceAll("</script", "<\\/script");
  if (chromiumPath === undefined) {
    if (process.env["CI"])
      throw new Error("Chromium was not found on this machine. Install Debian's chromium, or set CHROMIUM_PATH.");
    return;
  }
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const lines: Array<string> = [];
  page.on("console", (message) => lines.push(message.text()));
  page.on("pageerror", (error) => lines.push(String(error)));
  await page.goto(`${address}/page`);
  await expect.poll(() => lines, { timeout: 60_000 }).toContain("hello from three lines");
});
