import { expect, it } from "vitest";
import { createRay, type RayCluster } from "../../src/index.ts";
import { type ScriptedAdapter, scriptedAdapter } from "../support/scripted-adapter.ts";

/** A runtime that sends the same headers as a page. */
const inPage = (
  forcedRequestHeaders: ReadonlyArray<string>,
  browserProxy?: boolean,
): { readonly cluster: RayCluster; readonly script: ScriptedAdapter } => {
  const script = scriptedAdapter({
    request: ({ method }) => ({ json: method === "DELETE" ? { deleted: true } : { stopped: true } }),
    capabilities: { forcedRequestHeaders },
  });
  return { cluster: createRay(script.adapter, { address: "http://127.0.0.1:8265", browserProxy }), script };
};

it.each(["origin", "referer", "sec-fetch-mode", "sec-fetch-site"])(
  "a runtime that cannot leave out %s sends no write to Ray",
  async (header) => {
    const { cluster, script } = inPage(["accept", header]);
    for (const write of [
      () => cluster.jobs.submit({ entrypoint: "echo" }),
      () => cluster.jobs.stop("a"),
      () => cluster.jobs.delete("a"),
    ]) {
      await expect(write()).rejects.toMatchObject({
        _tag: "BrowserRefused",
        reason: "local",
        message: expect.stringMatching(new RegExp(`not sent.*${header}.*browserProxy.*docs/browsers.md`)),
      });
    }
    expect(script.requests).toEqual([]);
  },
);

it("other forced headers and a proxy that removes them let it write", async () => {
  for (const { cluster, script } of [inPage(["accept", "user-agent"]), inPage(["sec-fetch-mode"], true)]) {
    expect(await cluster.jobs.stop("a")).toEqual({ stopped: true });
    expect(script.requests.map(({ method }) => method)).toEqual(["POST"]);
  }
});
