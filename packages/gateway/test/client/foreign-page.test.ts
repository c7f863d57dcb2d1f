import { ray } from "@jobwire/node";
import { startFaultyRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { hasChromium } from "../streams/chromium-page.ts";
import { openJobwirePage } from "./open-jobwire-page.ts";
import { serveGateway } from "./served-gateway.ts";

test.skipIf(!hasChromium)(
  "a page of a listed origin follows a job and writes with its token; another page cannot",
  async () => {
    const { page, origin } = await openJobwirePage();
    const server = await startFaultyRay({ log: "one\n두 줄\n", status: "RUNNING" });
    const upstream = ray({ address: server.url, pollIntervalMs: 100 });
    const token = "a-token-of-the-page";
    const authorize = ({ headers }: Request): boolean | Response =>
      headers.get("authorization") === `Bearer ${token}` || new Response(null, { status: 401 });
    const served = await serveGateway({ systems: { ray: upstream }, authorize, origins: [origin] });
    const closed = await serveGateway({ systems: { ray: upstream }, authorize });
    onTestFinished(async () => {
      await served.kill();
      await closed.kill();
      await upstream.close();
      await server.close();
    });
    const call = (name: string, ...args: ReadonlyArray<string>): Promise<unknown> =>
      page.evaluate(`${name}(${args.map((one) => JSON.stringify(one)).join()})`);

    const following = call("follow", served.url, token);
    await page.waitForFunction(`document.title === "2"`);
    await served.kill();
    server.append("<script>three</script>\n");
    await served.start();
    await page.waitForFunction(`document.title === "3"`);
    server.setStatus("SUCCEEDED");
    expect(await following).toEqual(["one", "두 줄", "<script>three</script>"]);

    expect(await call("submit", served.url, token)).toBe("from-a-page");
    expect(server.job("from-a-page")).toBeDefined();
    expect(await call("submit", served.url, "wrong")).toMatchObject({ _tag: "Unauthorized" });
    // A page cannot see why its browser did not send the request.
    expect(await call("submit", closed.url, token)).toMatchObject({ _tag: "CreateOutcomeUnknown" });
    expect(closed.requests.filter((request) => request.startsWith("POST"))).toEqual([]);
    expect(served.requests.join()).not.toContain(token);
  },
);
