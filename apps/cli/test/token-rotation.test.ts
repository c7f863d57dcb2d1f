import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFaultyRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { startCli } from "./run-cli.ts";

const tokenPath = (token: string): string => {
  const home = mkdtempSync(join(tmpdir(), "jobwire-rotation-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const path = join(home, "token");
  writeFileSync(path, `${token}\n`);
  return path;
};

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `line ${from + index}\n`).join("");

/** The requests that brought a token. */
const requestsWith = (requests: ReadonlyArray<{ readonly headers: Readonly<Record<string, string>> }>, token: string) =>
  requests.filter(({ headers }) => headers["authorization"] === `Bearer ${token}`);

test.each(["--token-file", "RAY_AUTH_TOKEN_PATH"])(
  "a tail and a wait go on after the token in the file of %s was replaced",
  async (given) => {
    const path = tokenPath("token-one");
    await using ray = await startFaultyRay({
      submissionId: "job",
      log: lines(0, 1_000),
      status: "RUNNING",
      token: "token-one",
    });
    const flags = ["--address", ray.url, ...(given === "--token-file" ? [given, path] : [])];
    const options = given === "--token-file" ? {} : { env: { RAY_AUTH_TOKEN_PATH: path } };
    const tail = startCli(["ray", "logs", "-f", "job", "--verbose", ...flags], options);
    const wait = startCli(["ray", "wait", "job", ...flags], options);
    await tail.until("stdout", "line 999\n");
    for (const [stale, token] of [
      ["token-one", "token-two"],
      ["token-two", "token-three"],
    ] as const) {
      const before = requestsWith(ray.server.requests, stale).length;
      const accepted = requestsWith(ray.server.requests, token).length;
      ray.rotateToken(token);
      writeFileSync(path, `${token}\n`);
      ray.server.resetAll();
      await expect
        .poll(() => requestsWith(ray.server.requests, token).length, { timeout: 20_000 })
        .toBeGreaterThan(accepted + 3);
      expect(requestsWith(ray.server.requests, stale).length).toBeGreaterThan(before);
    }
    ray.append(lines(1_000, 2_000));
    ray.setStatus("SUCCEEDED");
    const [tailed, waited] = await Promise.all([tail.ended, wait.ended]);
    expect(tailed).toMatchObject({ code: 0, stdout: lines(0, 2_000) });
    expect(waited).toMatchObject({ code: 0 });
    expect(`${tailed.stderr}${waited.stderr}${waited.stdout}`).not.toContain("token-");
  },
);
