import { ray } from "@jobwire/node";
import { describe, expect, test } from "vitest";
import { liveRay } from "./live-ray.ts";
import { runCli } from "./run-cli.ts";

const { address, token } = liveRay.guarded;

describe("a head in token mode", () => {
  test.for(["authorization", "x-ray-authorization"] as const)(
    "the whole path with the token in %s",
    async (tokenHeader) => {
      await using cluster = ray({ address, token, tokenHeader });
      await cluster.health();
      await cluster.version();
      const job = await cluster.jobs.submit({ entrypoint: "echo one; sleep 1; echo two" });
      for (const protocol of ["auto", "websocket", "http"] as const) {
        const lines: Array<string> = [];
        for await (const line of job.logs({ protocol })) lines.push(line);
        expect(lines.filter((line) => line === "one" || line === "two")).toEqual(["one", "two"]);
      }
      await expect(job.result()).resolves.toMatchObject({ status: "SUCCEEDED" });
      await job.delete();
    },
  );

  test("behind a proxy that uses Authorization, Ray's token goes into the other header", async () => {
    await using cluster = ray({ address, token, tokenHeader: "x-ray-authorization" });
    expect((await cluster.jobs.list()).length).toBeGreaterThanOrEqual(0);
  });

  test("a wrong token is Forbidden, none is Unauthorized, and neither is in the error", async () => {
    await using wrong = ray({ address, token: "not-the-token" });
    const failure = await wrong.jobs.list().catch((error: unknown) => error);
    expect(failure).toMatchObject({ _tag: "Forbidden", statusCode: 403 });
    expect(JSON.stringify(failure) + String((failure as Error).message)).not.toContain("not-the-token");
    await expect(readAll(wrong.jobs.tailLogs("raysubmit_x"))).rejects.toMatchObject({ _tag: "Forbidden" });

    await using none = ray({ address });
    await expect(none.jobs.list()).rejects.toMatchObject({ _tag: "Unauthorized", statusCode: 401 });
    await expect(none.jobs.submit({ entrypoint: "true" })).rejects.toMatchObject({ _tag: "Unauthorized" });
    await none.health(); // needs no token on Ray
  });

  test("the command: exit 0 with the token of the environment, 2 with a wrong one and with none", async () => {
    const submit = ["ray", "submit", "--address", address, "--", "echo hello"];
    const good = await runCli(submit, { RAY_AUTH_TOKEN: token });
    expect(good.stdout.split("\n")).toContain("hello");
    expect(good.code).toBe(0);
    expect((await runCli(submit, { RAY_AUTH_TOKEN: "wrong" })).code).toBe(2);
    expect((await runCli(submit)).code).toBe(2);
  });
});

const readAll = async (lines: AsyncIterable<string>): Promise<ReadonlyArray<string>> => {
  const all: Array<string> = [];
  for await (const line of lines) all.push(line);
  return all;
};
