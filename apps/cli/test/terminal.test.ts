import { startFaultyRay } from "@jobwire/testing";
import { expect, test } from "vitest";
import { runCli, startInTerminal } from "./run-cli.ts";

const esc = "\u001b";
const hostile = `${esc}[31mred\n${esc}]0;title\u0007${esc}[2J\u202e한국어\n`;
const server = () =>
  startFaultyRay({
    submissionId: "job",
    log: hostile,
    status: "FAILED",
    details: { message: `bad ${esc}[2J`, entrypoint: `echo ${esc}]0;x\u0007` },
  });
/** As a terminal shows lines. */
const crlf = (text: string): string => text.replaceAll("\n", "\r\n");

test("[control-characters] in a terminal colours of the log pass and other control characters become visible, in messages too", async () => {
  await using ray = await server();
  const run = await startInTerminal(["ray", "logs", "job", "--address", ray.url]).ended;
  expect(run).toMatchObject({
    code: 0,
    stdout: crlf(`${esc}[31mred${esc}[0m\n^[]0;title^G^[[2J<U+202E>한국어\nbad ^[[2J\n`),
  });
});

test("--no-escape passes the log unchanged", async () => {
  await using ray = await server();
  const run = await startInTerminal(["ray", "logs", "--no-escape", "job", "--address", ray.url]).ended;
  expect(run.stdout).toContain(crlf(hostile));
});

test("a pipe gets the log unchanged", async () => {
  await using ray = await server();
  const run = await runCli(["ray", "logs", "job", "--address", ray.url]);
  expect(run.stdout).toBe(hostile);
});

test("lists and JSON are sanitized too", async () => {
  await using ray = await server();
  const list = await startInTerminal(["ray", "list", "--address", ray.url], { env: { NO_COLOR: "1" } }).ended;
  expect(list.stdout).toContain("echo ^[]0;x^G");
  const json = await startInTerminal(["ray", "logs", "--json", "job", "--address", ray.url]).ended;
  expect(json.stdout).not.toContain("\u202e");
  expect(json.stdout.split(esc)).toHaveLength(1);
});

test("the command's own colours: in a terminal, never with NO_COLOR, in a pipe only with FORCE_COLOR", async () => {
  await using ray = await server();
  const args = ["ray", "status", "job", "--address", ray.url];
  expect((await startInTerminal(args).ended).stdout).toContain(`${esc}[31mFAILED`);
  expect((await startInTerminal(args, { env: { NO_COLOR: "1" } }).ended).stdout).not.toContain(`${esc}[`);
  expect((await runCli(args)).stdout).toBe("FAILED\n");
  expect((await runCli(args, { env: { FORCE_COLOR: "1" } })).stdout).toContain(`${esc}[31mFAILED`);
});

test("[colour-of-a-job] each of several jobs has a colour, the same in every run", async () => {
  await using ray = await server();
  ray.addJob("other", { log: "x\n", status: "SUCCEEDED" });
  const show = () => startInTerminal(["ray", "logs", "job", "other", "--max-follows", "1", "--address", ray.url]).ended;
  const [first, second] = [await show(), await show()];
  // oxlint-disable-next-line no-control-regex -- matches colours
  const prefix = /\u001b\[(\d+)m\[(?:job|other)\]/g;
  const colours = Array.from(first.stdout.matchAll(prefix), ([whole]) => whole);
  expect(new Set(colours).size).toBe(2);
  expect(second.stdout).toBe(first.stdout);
});

test("Ctrl-C pressed in a terminal detaches", async () => {
  await using ray = await startFaultyRay({ submissionId: "job", log: "here\n", status: "RUNNING" });
  const running = startInTerminal(["ray", "logs", "-f", "job", "--address", ray.url]);
  await running.until("stdout", "here");
  running.child.stdin.write("\u0003");
  const run = await running.ended;
  expect(run.code).toBe(130);
  expect(run.stdout).toContain(`jobwire ray logs -f --address ${ray.url} job`);
});

test("a spinner runs only in a terminal, and is gone at the end", async () => {
  await using ray = await startFaultyRay({ submissionId: "job", log: "", status: "RUNNING" });
  const running = startInTerminal(["ray", "wait", "job", "--address", ray.url]);
  await running.until("stdout", "waiting for job");
  ray.setStatus("SUCCEEDED");
  const run = await running.ended;
  expect(run.code).toBe(0);
  expect(run.stdout).toContain(`${esc}[?25h`);
  const piped = await runCli(["ray", "wait", "job", "--address", ray.url]);
  expect(piped).toMatchObject({ code: 0, stdout: "", stderr: "SUCCEEDED\n" });
});
