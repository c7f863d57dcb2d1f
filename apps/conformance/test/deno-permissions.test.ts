import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startReferenceRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { builtConfig, commandOf } from "../src/runner/commands.ts";

const program = fileURLToPath(new URL("programs/net-only.mjs", import.meta.url));

/** Runs the program in Deno with these permissions; returns its output. */
const run = async (permissions: ReadonlyArray<string>, address: string): Promise<{ out: string; code: number }> => {
  const { command } = commandOf("deno");
  const child = spawn(command, ["run", "--no-prompt", "--config", builtConfig, ...permissions, program, address], {
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let out = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (out += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { out, code: code ?? -1 };
};

test.each(["--allow-net=HOST", "--allow-net"])(
  "Deno needs only the permission %s to submit, follow and wait",
  async (net) => {
    const server = await startReferenceRay();
    onTestFinished(() => server.close());
    const { out, code } = await run([net.replace("HOST", new URL(server.url).host)], server.url);
    expect({ out, code }).toMatchObject({ code: 0 });
    const said = JSON.parse(out.trim().split("\n").at(-1) ?? "") as Record<string, ReadonlyArray<string>>;
    // A line of Ray's own may come between them.
    expect(said["lines"]?.filter((line) => line === "one" || line === "two")).toEqual(["one", "two"]);
    expect(said).toMatchObject({ status: "SUCCEEDED", clients: ["function", "function"] });
    expect(said["sources"]).toContain("websocket");
  },
);

test("without any permission an error reports it", async () => {
  const { out, code } = await run([], "http://127.0.0.1:8265");
  expect(code).not.toBe(0);
  expect(out).toMatch(/this runtime refused to send the request/);
});
