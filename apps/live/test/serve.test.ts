import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import type { ServeApplicationConfig } from "@jobwire/core";
import { uploadWorkingDir } from "@jobwire/node";
import { expect, test } from "vitest";
import { checkedCluster } from "./checked-cluster.ts";
import { folderWith } from "./folders.ts";
import { ownHead } from "./own-head.ts";

const app = [
  "from ray import serve",
  "@serve.deployment",
  "class Answer:",
  "    def __init__(self, text):",
  "        self.text = text",
  "    def __call__(self, request):",
  "        return self.text",
  "def build(args):",
  "    return Answer.bind(args['text'])",
  "",
].join("\n");

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** Sends requests without pause, and returns the distinct responses. */
const asking = (url: string): { readonly stop: () => Promise<ReadonlyMap<string, number>> } => {
  const answers = new Map<string, number>();
  let asked = true;
  const loop = (async () => {
    while (asked) {
      const answer = await fetch(url).then(
        async (response) => `${response.status} ${await response.text()}`,
        (error: unknown) => String(error),
      );
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      await pause(50);
    }
  })();
  return {
    stop: async () => {
      asked = false;
      await loop;
      return answers;
    },
  };
};

const own = ownHead(23_000);

test("two applications: one is replaced, one deleted, and the other responds all the time; a broken import fails with Serve's message", {
  timeout: 900_000,
}, async () => {
  const { cluster, answers } = await checkedCluster({ address: own.head.address, pollIntervalMs: 500 });
  try {
    await using folder = await folderWith({ "app.py": app });
    const { uri } = await uploadWorkingDir(cluster, folder.path);
    const port = await freePort();
    const { serve } = cluster;
    const application = (name: string, text: string): ServeApplicationConfig => ({
      name,
      route_prefix: `/${name}`,
      import_path: "app:build",
      args: { text },
      runtime_env: { working_dir: uri },
      deployments: [{ name: "Answer", ray_actor_options: { num_cpus: 0.1 } }],
    });
    const text = async (name: string): Promise<string> => (await fetch(`http://127.0.0.1:${port}/${name}`)).text();

    expect((await serve.get()).running).toBe(false);
    await serve.deploy({
      proxy_location: "HeadOnly",
      http_options: { host: "127.0.0.1", port },
      applications: [{ ...application("one", "uno"), external_scaler_enabled: true }, application("two", "dos")],
    });
    const running = await serve.wait(["one", "two"], { timeoutMs: 300_000 });
    expect([await text("one"), await text("two")]).toEqual(["uno", "dos"]);

    const watched = asking(`http://127.0.0.1:${port}/one`);
    await serve.replace(application("two", "tres"));
    await serve.wait(["two"], { timeoutMs: 300_000 });
    await expect.poll(() => text("two"), { timeout: 300_000, interval: 500 }).toBe("tres");

    await serve.replace({ ...application("broken", ""), import_path: "no_such_module:app" });
    await expect(serve.wait(["broken"], { timeoutMs: 300_000 })).rejects.toMatchObject({
      _tag: "JobFailed",
      reason: "deploy-failed",
      message: expect.stringContaining("No module named 'no_such_module'") as string,
      serverText: expect.stringContaining("Traceback") as string,
    });
    await serve.delete("broken");
    await serve.delete("two");
    await expect
      .poll(async () => (await serve.get()).applications.map(({ name }) => name), { timeout: 300_000, interval: 500 })
      .toEqual(["one"]);
    await serve.wait(undefined, { timeoutMs: 300_000 });
    await serve.scale("one", "Answer", 2);
    await expect
      .poll(async () => (await serve.get()).applications[0]?.deployments[0]?.replicas.length, {
        timeout: 300_000,
        interval: 500,
      })
      .toBe(2);
    const seen = await watched.stop();
    expect([...seen.keys()]).toEqual(["200 uno"]);
    expect(seen.get("200 uno")).toBeGreaterThan(20);

    await expect(serve.delete("two")).rejects.toMatchObject({ _tag: "NotFound" });
    await expect(serve.deploy({ applications: [] }, { ifRevision: running.revision })).rejects.toMatchObject({
      _tag: "Conflict",
      reason: "changed",
    });
    await expect(serve.scale("one", "Nobody", 1)).rejects.toMatchObject({ _tag: "NotFound" });
    await serve.shutdown();
    expect((await serve.get()).running).toBe(false);
    expect(answers.flatMap(({ problems }) => problems)).toEqual([]);
  } finally {
    await cluster.close();
  }
});
