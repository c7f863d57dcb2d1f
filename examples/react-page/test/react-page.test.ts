/** The page as its reader builds it, in Chromium: a job's log through the gateway, also across a lost connection. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGateway } from "@jobwire/gateway";
import { startReferenceRay } from "@jobwire/testing";
import { ray } from "jobwire";
import { chromium } from "playwright";
import { serve } from "srvx";
import { build } from "vite";
import { expect, onTestFinished, test } from "vitest";

const executablePath = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);
const types: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

test("it builds, and shows a job's log line by line to its end", async () => {
  const outDir = mkdtempSync(join(tmpdir(), "jobwire-react-page-"));
  onTestFinished(() => rmSync(outDir, { recursive: true }));
  const root = fileURLToPath(new URL("..", import.meta.url));
  await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });

  const reference = await startReferenceRay({ clocks: { tailPollMs: 50, supervisorStartMs: 20 } });
  onTestFinished(() => reference.close());
  const cluster = ray({ address: reference.url });
  onTestFinished(() => cluster.close());
  const gateway = createGateway({ systems: { ray: cluster }, basePath: "/api/jobs", allowAnonymous: "read" });
  onTestFinished(() => gateway.close());
  const server = serve({
    hostname: "127.0.0.1",
    port: 0,
    silent: true,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname.startsWith("/api/jobs/")) return gateway.fetch(request);
      const file = join(outDir, pathname === "/" ? "index.html" : pathname);
      if (!existsSync(file)) return new Response(null, { status: 404 });
      return new Response(readFileSync(file), { headers: { "content-type": types[extname(file)] ?? "" } });
    },
  });
  onTestFinished(() => server.close(true));
  await server.ready();

  // It waits for the test after its first lines.
  const release = join(outDir, "release");
  const entrypoint = `echo "first: 로그 🚀"; echo "<b>no markup</b>"; until [ -e ${release} ]; do sleep 0.05; done; i=0; while [ $i -lt 500 ]; do echo "line $i"; i=$((i + 1)); done`;
  await cluster.jobs.submit({ entrypoint, submissionId: "train-7" });

  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  page.setDefaultTimeout(60_000);
  const failures: Array<string> = [];
  page.on("pageerror", ({ message }) => failures.push(message));
  await page.goto(`${server.url}?job=train-7`);
  const shown = async (): Promise<string> => (await page.locator("pre").textContent()) ?? "";
  await expect.poll(shown, { timeout: 60_000 }).toContain("<b>no markup</b>\n");
  expect(await shown()).not.toContain("line 0");

  // Without a network for a while, the page continues where it was.
  await page.context().setOffline(true);
  writeFileSync(release, "");
  await cluster.jobs.wait("train-7");
  await page.context().setOffline(false);
  await expect.poll(() => page.locator("[role=status]").textContent(), { timeout: 60_000 }).toBe("SUCCEEDED");
  expect(await shown()).toBe(readFileSync(reference.logFile("train-7"), "utf8"));
  expect(failures).toEqual([]);
});
