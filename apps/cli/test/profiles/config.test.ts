import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startFaultyRay } from "@jobwire/testing";
import { expect, onTestFinished, test } from "vitest";
import { main, runCli, startCli } from "../run-cli.ts";

/** A folder, the path of a configuration in it that does not exist yet, and `jobwire` with it. */
const bed = () => {
  const folder = mkdtempSync(join(tmpdir(), "jobwire-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "own", "config.json");
  const run = (args: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}) =>
    runCli(args, { env: { JOBWIRE_CONFIG: path, ...env }, cwd: folder });
  return { folder, path, run };
};
const written = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

test("set, get, list, use and delete: only the user can read the file, and no part of a write stays", async () => {
  const { folder, path, run } = bed();
  expect((await run(["config", "path"])).stdout).toBe(`${path}\n`);
  expect((await run(["config", "list"])).stderr).toContain("No clusters in");
  const first = await run(["config", "set", "prod", "--address", "https://ray.test", "--token-file", "token"]);
  expect(first).toMatchObject({ code: 0, stdout: "" });
  expect(first.stderr).toContain("It is the current cluster of ray now.");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(folder, "own")).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(folder, "own"))).toEqual(["config.json"]);
  expect((await run(["config", "set", "dev", "--address", "http://127.0.0.1:1"])).stderr).toContain("config use dev");
  expect(await run(["config", "set", "prod", "--ca-file", "/ca.pem", "--unset", "token-file"])).toMatchObject({
    code: 0,
  });
  expect(written(path)).toEqual({
    clusters: {
      prod: { system: "ray", address: "https://ray.test", caFile: "/ca.pem" },
      dev: { system: "ray", address: "http://127.0.0.1:1" },
    },
    current: { ray: "prod" },
  });
  expect(await run(["config", "use", "dev"])).toMatchObject({ code: 0, stderr: "Current cluster: dev\n" });
  expect((await run(["config", "list"])).stdout).toBe(
    "   NAME  SYSTEM  ADDRESS\n*  dev   ray     http://127.0.0.1:1\n   prod  ray     https://ray.test\n",
  );
  expect((await run(["config", "get", "prod", "ca-file"])).stdout).toBe("/ca.pem\n");
  expect(JSON.parse((await run(["config", "get", "prod", "--json"])).stdout)).toEqual({
    name: "prod",
    system: "ray",
    current: false,
    address: "https://ray.test",
    caFile: "/ca.pem",
  });
  expect(await run(["config", "use", "--none", "ray"])).toMatchObject({ code: 0 });
  expect(await run(["config", "delete", "prod", "dev"])).toMatchObject({ code: 0 });
  expect(written(path)).toEqual({ clusters: {}, current: {} });
});

test.each([
  [["config", "set", "p"], /has no address\. Pass --address/],
  [["config", "set", "a b", "--address", "http://h"], /The name of a cluster/],
  [["config", "set", "p", "--address", "http://h", "--tenant", "x"], /ray has no setting tenant/],
  [["config", "set", "p", "--address", "ftp://h"], /address is not an http/],
  [["config", "set", "p", "--address", "http://h", "--proxy", "http://u:s3cret@h"], /keeps no secret/],
  [["config", "set", "p", "--token", "s3cret"], /unknown option '--token'/],
  [["config", "get", "porb"], /no cluster "porb"\. Did you mean "prob"\?/],
  [["config", "get", "prob", "adress"], /no setting "adress"\. Did you mean "address"\?/],
  [["config", "use"], /Name the cluster to use/],
  [["config", "delete", "prob", "nobody"], /no cluster "nobody"/],
] as const)("%j is wrong usage and changes nothing", async (args, words) => {
  const { path, run } = bed();
  await run(["config", "set", "prob", "--address", "http://h"]);
  const before = readFileSync(path, "utf8");
  const result = await run(args);
  expect(result).toMatchObject({ code: 2, stdout: "" });
  expect(result.stderr).toMatch(words);
  expect(result.stderr).not.toContain("s3cret@");
  expect(readFileSync(path, "utf8")).toBe(before);
});

test("two commands that write at once lose no cluster, and the lock of an ended one does not block", async () => {
  const { path, run } = bed();
  await run(["config", "set", "c0", "--address", "http://h"]);
  writeFileSync(`${path}.lock`, "");
  utimesSync(`${path}.lock`, 1, 1);
  const names = Array.from({ length: 6 }, (_, at) => `c${at + 1}`);
  const runs = await Promise.all(names.map((name) => run(["config", "set", name, "--address", "http://h"])));
  expect(runs.map(({ code }) => code)).toEqual(names.map(() => 0));
  expect(Object.keys((written(path) as { clusters: object }).clusters).toSorted()).toEqual(["c0", ...names]);
  expect(readdirSync(join(path, ".."))).toEqual(["config.json"]);
});

test("a lock that another process holds can be waited for, and Ctrl-C ends the wait", async () => {
  const { path, run } = bed();
  await run(["config", "set", "c0", "--address", "http://h"]);
  const held = (): void => utimesSync(`${path}.lock`, Date.now() / 1000 + 60, Date.now() / 1000 + 60);
  writeFileSync(`${path}.lock`, "");
  held();
  const waiting = startCli(["config", "delete", "c0"], { env: { JOBWIRE_CONFIG: path } });
  const before = readFileSync(path, "utf8");
  waiting.child.once("spawn", () => setTimeout(() => waiting.child.kill("SIGINT"), 1_500));
  expect(await waiting.ended).toMatchObject({ code: 130 });
  expect(readFileSync(path, "utf8")).toBe(before);
});

test("a user without a home folder has no configuration, and commands work without one", async () => {
  // A container's user often has a number that no list of users has.
  const asNobody = ["-U", "--map-user=54321", process.execPath, main];
  const run = (...args: ReadonlyArray<string>) =>
    spawnSync("unshare", [...asNobody, ...args], { encoding: "utf8", env: {} });
  const list = run("config", "list");
  expect(list.stderr).toContain("no home folder for the configuration. Name a file with JOBWIRE_CONFIG.");
  expect(list.status).toBe(2);
  const status = run("ray", "status", "job", "--address", "http://127.0.0.1:1", "--retry-for", "0.1");
  expect(status.stderr).toContain("http://127.0.0.1:1");
  expect(status.status).toBe(4);
});

test("a link to the file stays a link", async () => {
  const { folder, path, run } = bed();
  await run(["config", "set", "a", "--address", "http://h"]);
  const link = join(folder, "link.json");
  symlinkSync(path, link);
  expect(await run(["config", "set", "b", "--address", "http://h"], { JOBWIRE_CONFIG: link })).toMatchObject({
    code: 0,
  });
  expect(Object.keys((written(path) as { clusters: object }).clusters)).toEqual(["a", "b"]);
  expect(readFileSync(link, "utf8")).toBe(readFileSync(path, "utf8"));
});

test("a file that every user can change, and a broken one, fail each command that connects, before anything is sent", async () => {
  await using ray = await startFaultyRay({ submissionId: "job", log: "", status: "SUCCEEDED" });
  const { path, run } = bed();
  await run(["config", "set", "c", "--address", ray.url]);
  chmodSync(path, 0o666);
  const open = await run(["ray", "list"]);
  expect(open).toMatchObject({ code: 2, stdout: "" });
  expect(open.stderr).toContain(`chmod 600 ${path}`);
  chmodSync(path, 0o600);
  writeFileSync(path, '{\n "clusters": {]\n}');
  const broken = await run(["ray", "list"]);
  expect(broken).toMatchObject({ code: 2, stdout: "" });
  expect(broken.stderr).toContain(`${path} is not valid JSON: line 2, column 15: brackets that do not match`);
  expect(ray.server.requests).toEqual([]);
  expect((await run(["config", "path"])).code).toBe(0);
  expect((await run(["--help"])).code).toBe(0);
});

test("commands use the current cluster, --cluster and JOBWIRE_CLUSTER, with token, headers and CA of the cluster", async () => {
  await using prod = await startFaultyRay({ submissionId: "job", log: "", status: "SUCCEEDED" });
  await using dev = await startFaultyRay({ submissionId: "job", log: "", status: "FAILED" });
  const { folder, run } = bed();
  writeFileSync(join(folder, "token"), "hunter2hunter2\n");
  writeFileSync(join(folder, "headers.json"), '{"x-team": "red"}');
  const files = ["--token-file", "token", "--headers-file", "headers.json"];
  await run(["config", "set", "prod", "--address", prod.url, ...files]);
  await run(["config", "set", "dev", "--address", dev.url]);
  const status = async (flags: ReadonlyArray<string> = [], env: Readonly<Record<string, string>> = {}) =>
    (await run(["ray", "status", "job", ...flags], env)).stdout.trim();
  expect(await status()).toBe("SUCCEEDED");
  expect(prod.server.requests.at(-1)?.headers).toMatchObject({
    authorization: "Bearer hunter2hunter2",
    "x-team": "red",
  });
  expect(await status(["--cluster", "dev"])).toBe("FAILED");
  expect(await status([], { JOBWIRE_CLUSTER: "dev" })).toBe("FAILED");
  expect(await status([], { RAY_ADDRESS: dev.url })).toBe("FAILED");
  expect(dev.server.requests.filter(({ headers }) => "authorization" in headers || "x-team" in headers)).toEqual([]);
  const verbose = await run(["ray", "status", "job", "--verbose"]);
  expect(verbose.stderr).toContain('using the cluster "prod" of the configuration');
});

test("the command to follow again names the cluster", async () => {
  await using ray = await startFaultyRay({ submissionId: "job", log: "one\n", status: "RUNNING" });
  const { path, run } = bed();
  await run(["config", "set", "prod", "--address", ray.url]);
  const following = startCli(["ray", "logs", "-f", "job"], { env: { JOBWIRE_CONFIG: path } });
  await following.until("stdout", "one\n");
  following.child.kill("SIGINT");
  expect((await following.ended).stderr).toContain("jobwire ray logs -f --cluster prod job");
});

test("the gateway shows the current clusters and those of --cluster", async () => {
  await using ray = await startFaultyRay({ submissionId: "job", log: "", status: "RUNNING" });
  const { path, run } = bed();
  await run(["config", "set", "prod", "--address", ray.url]);
  await run(["config", "set", "other", "--address", "http://127.0.0.1:1"]);
  const gateway = startCli(["gateway", "--port", "0"], { env: { JOBWIRE_CONFIG: path } });
  onTestFinished(() => void gateway.child.kill("SIGKILL"));
  const { url, token } = JSON.parse(await gateway.until("stdout", /\{.*\}/)) as { url: string; token: string };
  const systems = await fetch(new URL("/v1/systems", url), { headers: { authorization: `Bearer ${token}` } });
  expect(await systems.json()).toMatchObject({ systems: [{ name: "ray" }] });
  gateway.child.kill("SIGINT");
  await gateway.ended;
  const twice = await run(["gateway", "--port", "0", "--cluster", "prod", "--cluster", "other"]);
  expect(twice).toMatchObject({ code: 2, stdout: "" });
  expect(twice.stderr).toContain("--cluster names two clusters of ray");
});
