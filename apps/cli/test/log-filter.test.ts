/** `logs` with --include, --exclude and --highlight. */
import { type FaultyRay, startFaultyRay } from "@jobwire/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compilePatterns } from "../src/log-filter/compile-pattern.ts";
import { highlightMatches } from "../src/log-filter/highlight.ts";
import { type CliRun, runCli, startInTerminal } from "./run-cli.ts";

const esc = "\u001b";
const log = [
  "INFO start",
  "WARN disk at 91%",
  `${esc}[31mERROR${esc}[0m disk full`,
  "INFO loss=0.5",
  "DEBUG 한국어",
  "",
];
let ray: FaultyRay;
beforeAll(async () => {
  ray = await startFaultyRay({
    submissionId: "job",
    log: log.map((line) => `${line}\n`).join(""),
    status: "SUCCEEDED",
  });
});
afterAll(() => ray.close());

const logs = (...args: ReadonlyArray<string>): Promise<CliRun> =>
  runCli(["ray", "logs", "job", "--address", ray.url, ...args]);
const linesOf = (run: CliRun): ReadonlyArray<string> => run.stdout.split("\n").slice(0, -1);

test.each([
  [
    ["--include", "disk"],
    [1, 2],
  ],
  [
    ["-i", "^ERROR", "-i", "loss=\\d"],
    [2, 3],
  ],
  [
    ["--exclude", "INFO|DEBUG"],
    [1, 2, 5],
  ],
  [["-i", "disk", "-e", "(?i)error"], [1]],
  [["-i", "[가-힣]+"], [4]],
  [["-e", "."], [5]],
  [["-i", "never"], []],
] as const)("[include-exclude] %j prints the lines %j, also while it follows", async (flags, shown) => {
  const wanted = shown.map((at) => log[at]);
  expect(linesOf(await logs(...flags))).toEqual(wanted);
  const followed = await logs("-f", ...flags);
  expect(linesOf(followed)).toEqual(wanted);
  expect(followed).toMatchObject({ code: 0, stderr: "SUCCEEDED\n" });
});

test("JSON lines keep their number in the log", async () => {
  const run = await logs("--json", "--include", "loss");
  expect(JSON.parse(run.stdout)).toEqual({ id: "job", line: "INFO loss=0.5", n: 4 });
});

test("[highlight] --highlight marks matches where colours are on, and does not change the text elsewhere", async () => {
  const piped = await logs("--highlight", "disk");
  expect(piped.stdout).toBe(log.map((line) => `${line}\n`).join(""));
  const forced = await logs("--highlight", "disk", "--color", "always");
  expect(forced.stdout).toContain(`WARN ${esc}[7mdisk${esc}[27m at 91%\n`);
  const terminal = await startInTerminal(["ray", "logs", "job", "-H", "ERROR disk", "--address", ray.url]).ended;
  expect(terminal.stdout).toContain(`${esc}[31m${esc}[7mERROR${esc}[0m${esc}[7m disk${esc}[27m full`);
  const never = await startInTerminal(["ray", "logs", "job", "-H", "disk", "--color", "never", "--address", ray.url])
    .ended;
  expect(never.stdout).not.toContain(`${esc}[7m`);
});

test("matches that touch or overlap are marked once, and an empty match is not marked", async () => {
  const marked = async (line: string, ...patterns: ReadonlyArray<string>): Promise<string> =>
    highlightMatches(line, await compilePatterns("--highlight", patterns))
      .replaceAll(`${esc}[7m`, "<")
      .replaceAll(`${esc}[27m`, ">");
  expect(await marked("abcabc", "ab", "bc")).toBe("<abcabc>");
  expect(await marked("aXbX", "X*")).toBe("a<X>b<X>");
  expect(await marked("👩‍💻 end", "end$", "👩")).toBe("<👩>‍💻 <end>");
  expect(await marked("none", "x")).toBe("none");
});

test.each([
  ["a(b", "column 2: missing closing )"],
  ["[]a](", "column 5: missing closing )"],
  ["a)b", "column 2: unexpected )"],
  ["ab[c", "column 3: missing closing ]"],
  ["ab**", "column 3: invalid nested repetition operator"],
  ["a(?=b)", "column 2: invalid or unsupported Perl syntax"],
  ["(a)\\1", "column 4: invalid escape sequence"],
  ["ab\\", "column 3: trailing backslash"],
])(
  "[wrong-pattern] the regular expression %s is wrong usage, with the position, and nothing is sent",
  async (pattern, words) => {
    const before = ray.server.requests.length;
    for (const flag of ["--include", "--exclude", "--highlight"]) {
      const run = await logs(flag, pattern);
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toContain(`${flag} ${JSON.stringify(pattern)} is not a regular expression: ${words}`);
    }
    expect(ray.server.requests.length).toBe(before);
  },
);

test("[hostile-log] a hostile log does not make a user's expression hang the command", async () => {
  await using hostile = await startFaultyRay({
    submissionId: "job",
    log: `${"a".repeat(300_000)}!\n${"ab".repeat(100_000)}\nend\n`,
    status: "SUCCEEDED",
  });
  const flags = ["-i", "^(a+)+$", "-i", "(.*a){12}b$", "-i", "^end"];
  const run = await runCli(["ray", "logs", "job", "--address", hostile.url, ...flags]);
  expect(linesOf(run).at(-1)).toBe("end");
});
