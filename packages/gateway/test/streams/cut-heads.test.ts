import { Buffer } from "node:buffer";
import { describe, expect, test, vi } from "vitest";
import { noRate, startAttackedGateway } from "../attacks/attacked-gateway.ts";
import { jobId, openJobwirePage } from "../client/open-jobwire-page.ts";
import { hasChromium, openClientPage } from "./chromium-page.ts";
import { startCutHeadsServer } from "./cut-heads-server.ts";
import { followInPage } from "./follow-in-page.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

const log = Array.from({ length: 14_000 }, (_, n) => `line ${n} 행\n`).join("");

/** A gateway with an ended job, whose responses end within their headers at more and more bytes, for pages of one origin. */
const startCutGateway = async (origin: string) => {
  const { gateway } = await startAttackedGateway(
    { allowAnonymous: "read", rate: noRate, origins: [origin], limits: { chunkBytes: 8 * 1024 } },
    { log, status: "SUCCEEDED", submissionId: jobId },
  );
  return startCutHeadsServer(gateway.fetch, 32);
};

// Over plain HTTP, Chromium takes what came of the headers for all of them, and reports an empty body.
describe.skipIf(!hasChromium)("in Chromium, a log whose responses end within their headers is whole", () => {
  test("for Jobwire's client", async () => {
    const { page, origin } = await openJobwirePage();
    const server = await startCutGateway(origin);
    const lines = await page.evaluate(`follow(${JSON.stringify(server.url)}, "unused")`);
    expect(lines).toEqual(log.split("\n").slice(0, -1));
    expect(server.cuts()).toBeGreaterThan(20);
  });

  test("for the published client with a fetch that compares the body with its length", async () => {
    const { page, origin } = await openClientPage();
    const server = await startCutGateway(origin);
    const { base64 } = await followInPage(page, {
      url: `${server.url}/v1/systems/ray/jobs/${jobId}/log`,
      live: "long-poll",
    });
    expect(Buffer.from(base64, "base64").toString()).toBe(log);
    expect(server.cuts()).toBeGreaterThan(20);
  });
});
