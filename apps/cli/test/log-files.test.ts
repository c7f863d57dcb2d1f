/** `logs --output-dir`. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { logFileName } from "../src/log-files/log-file-name.ts";
import { testBed } from "./quick-ray.ts";
import { type CliRun, runCli, startCli } from "./run-cli.ts";

const bed = testBed();
const on = (...args: ReadonlyArray<string>): Promise<CliRun> => runCli(["ray", ...args, "--address", bed.ray.url]);
const submit = (id: string, command: string): Promise<CliRun> =>
  runCli(["ray", "submit", "--address", bed.ray.url, "--submission-id", id, "--no-wait", "--", command]);
const truth = (id: string): string => readFileSync(bed.ray.logFile(id), "utf8");

test("[output-dir] each job's log is a file of its own, followed or not; stdout is empty, and the exit code is as always", async () => {
  await submit("good", "echo one; echo '\u001b[31mtwo'");
  await submit("bad", "echo x; exit 1");
  const folder = join(bed.folder, "new", "logs");
  const run = await on("logs", "-f", "good", "bad", "--output-dir", folder);
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toContain(`good: ${join(folder, "good.log")}\n`);
  expect(readdirSync(folder).toSorted()).toEqual(["bad.log", "good.log"]);
  for (const id of ["good", "bad"]) expect(readFileSync(join(folder, `${id}.log`), "utf8")).toBe(truth(id));
  const json = join(bed.folder, "json");
  expect(await on("logs", "good", "--json", "--include", "^two", "--output-dir", json)).toMatchObject({
    code: 0,
    stdout: "",
  });
  expect(JSON.parse(readFileSync(join(json, "good.jsonl"), "utf8"))).toMatchObject({
    id: "good",
    line: "\u001b[31mtwo",
  });
});

test("[no-overwrite] a file that exists and a link are refused: exit 2, nothing changes, and other logs are written", async () => {
  await submit("first", "echo first");
  await submit("second", "echo second");
  await on("wait", "first", "second");
  const [folder, outside] = [join(bed.folder, "refused"), join(bed.folder, "outside.txt")];
  mkdirSync(folder);
  symlinkSync(outside, join(folder, "first.log"));
  const run = await on("logs", "first", "second", "--output-dir", folder);
  expect(run).toMatchObject({ code: 2, stdout: "" });
  expect(run.stderr).toContain(`${join(folder, "first.log")} exists already, and --output-dir overwrites no file`);
  expect(readdirSync(bed.folder)).not.toContain("outside.txt");
  expect(readFileSync(join(folder, "second.log"), "utf8")).toBe(truth("second"));
  writeFileSync(join(folder, "second.log"), "mine");
  expect((await on("logs", "second", "--output-dir", folder)).code).toBe(2);
  expect(readFileSync(join(folder, "second.log"), "utf8")).toBe("mine");
});

test("a folder that cannot have the file is wrong usage", async () => {
  await submit("nowhere", "true");
  await on("wait", "nowhere");
  const file = join(bed.folder, "a-file");
  writeFileSync(file, "");
  for (const folder of [file, join(file, "below"), "/proc/nope", "/dev/null/x"]) {
    const run = await on("logs", "nowhere", "--output-dir", folder);
    expect(run, folder).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(/nowhere\.log cannot be created: E[A-Z]+\. Pass a folder/);
  }
});

test("after Ctrl-C the file has complete lines only", async () => {
  await submit("long", "echo whole; printf part; sleep 60");
  const folder = join(bed.folder, "cut");
  const running = startCli(["ray", "logs", "-f", "long", "--output-dir", folder, "--address", bed.ray.url]);
  const written = (): string => {
    const file = join(folder, "long.log");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  await expect.poll(written, { timeout: 60_000 }).toMatch(/^whole\n/m);
  running.child.kill("SIGINT");
  const run = await running.ended;
  expect(run.code).toBe(130);
  expect(run.stderr).toContain("Detached. The job continues. To follow again: jobwire ray logs -f");
  // Ray writes a line of its own at any time, so that the unfinished part may be the start of a complete line.
  expect(written()).toMatch(/\n$/);
  expect(truth("long").startsWith(written())).toBe(true);
  await on("stop", "long");
});

test("file names are safe for any id, and different for different ids", () => {
  expect(logFileName("train-7", "log")).toBe("train-7.log");
  expect(logFileName("..", "log")).toBe("%2E..log");
  expect(logFileName("../../etc/passwd", "log")).toBe("%2E.%2F..%2Fetc%2Fpasswd.log");
  expect(logFileName("CON", "log")).toBe("_CON.log");
  expect(logFileName("학습-7", "jsonl")).toBe("학습-7.jsonl");
  const id = fc.string({ unit: "binary", minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(id, id, (one, other) => {
      const name = logFileName(one, "log");
      // oxlint-disable-next-line no-control-regex -- no control character may remain
      expect(name).toMatch(/^[^\u0000-\u001f"*/:<>?\\|.-][^\u0000-\u001f"*/:<>?\\|]*\.log$/u);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255);
      expect(name === logFileName(other, "log")).toBe(one === other);
    }),
  );
});
