/** Ctrl-C in every command that follows or waits for jobs: the same options, the same behaviour. */
import type { Command } from "commander";
import { describe, expect, test } from "vitest";
import { allSystems } from "./all-systems.ts";
import { everyCommand } from "./every-command.ts";
import { type CliRun, runCli, startCli } from "./run-cli.ts";

const systems = allSystems();
const run = (args: ReadonlyArray<string>): Promise<CliRun> => runCli(args, { env: systems.environment });
let made = 0;
const newRayJob = async (): Promise<string> => {
  const id = `job-${++made}`;
  await run(["ray", "submit", "--no-wait", "--submission-id", id, "--", "echo started; sleep 60"]);
  return id;
};
const newAgentJob = (): Promise<string> => systems.agent.startJob({ entrypoint: "echo started; sleep 60" });
const create = [
  "reasoner",
  "jobs",
  "create",
  "--type",
  "Logic",
  "--name",
  "eng1",
  "--database",
  "D",
  "--raw-code",
  "stay_running",
];
const newReasonerJob = async (): Promise<string> => (await run(create)).stdout.trim();

type Ready = readonly [stream: "stdout" | "stderr", text: string];
const log: Ready = ["stdout", "started\n"];
const spinner: Ready = ["stderr", "waiting for"];

interface Row {
  readonly command: string;
  /** The job that the command is about; undefined for one that makes its own. */
  readonly job?: () => Promise<string>;
  readonly args: (id: string, ...flags: ReadonlyArray<string>) => ReadonlyArray<string>;
  /** The output after which the command follows or waits. */
  readonly ready: Ready;
  readonly again: string;
  readonly status: (id: string) => Promise<string>;
}

const rayStatus = async (id: string): Promise<string> => (await run(["ray", "status", id])).stdout.trim();
const statusIn = async (args: ReadonlyArray<string>, field: string): Promise<string> =>
  (JSON.parse((await run([...args, "--json"])).stdout) as Record<string, string>)[field] ?? "";
const agentStatus = (id: string): Promise<string> => statusIn(["agent", "jobs", "get", id], "status");
const reasonerStatus = (id: string): Promise<string> => statusIn(["reasoner", "jobs", "get", "--id", id], "state");

const rows: ReadonlyArray<Row> = [
  {
    command: "ray submit",
    args: (_, ...flags) => ["ray", "submit", ...flags, "--", "echo started; sleep 60"],
    ready: log,
    again: "To follow again: jobwire ray logs -f ",
    status: rayStatus,
  },
  {
    command: "ray logs",
    job: newRayJob,
    args: (id, ...flags) => ["ray", "logs", "-f", id, ...flags],
    ready: log,
    again: "To follow again: jobwire ray logs -f ",
    status: rayStatus,
  },
  {
    command: "ray wait",
    job: newRayJob,
    args: (id, ...flags) => ["ray", "wait", id, "--verbose", ...flags],
    ready: spinner,
    again: "To wait again: jobwire ray wait ",
    status: rayStatus,
  },
  {
    command: "agent jobs logs",
    job: newAgentJob,
    args: (id, ...flags) => ["agent", "jobs", "logs", "-f", id, ...flags],
    ready: log,
    again: "To follow again: jobwire agent jobs logs -f ",
    status: agentStatus,
  },
  {
    command: "agent jobs wait",
    job: newAgentJob,
    args: (id, ...flags) => ["agent", "jobs", "wait", id, "--verbose", ...flags],
    ready: spinner,
    again: "To wait again: jobwire agent jobs wait ",
    status: agentStatus,
  },
  {
    command: "reasoner jobs create",
    args: (_, ...flags) => [...create, "--wait", "--verbose", ...flags],
    ready: spinner,
    again: "To wait again: jobwire reasoner jobs wait ",
    status: reasonerStatus,
  },
  {
    command: "reasoner jobs wait",
    job: newReasonerJob,
    args: (id, ...flags) => ["reasoner", "jobs", "wait", "--id", id, "--verbose", ...flags],
    ready: spinner,
    again: "To wait again: jobwire reasoner jobs wait ",
    status: reasonerStatus,
  },
  {
    command: "reasoner jobs events",
    job: newReasonerJob,
    args: (id, ...flags) => ["reasoner", "jobs", "events", "--follow", "--id", id, ...flags],
    ready: ["stdout", "two"],
    again: "To continue: jobwire reasoner jobs events --follow ",
    status: reasonerStatus,
  },
];

test("the table has every command with --stop-on-interrupt", async () => {
  const has = ({ options }: Command): boolean => options.some(({ long }) => long === "--stop-on-interrupt");
  const found = (await everyCommand()).filter(([, command]) => has(command)).map(([path]) => path);
  expect(found.toSorted()).toEqual(rows.map(({ command }) => `jobwire ${command}`).toSorted());
});

/** Starts the command of a row and waits until it follows. */
const follow = async ({ job, args, ready }: Row, ...flags: ReadonlyArray<string>) => {
  const id = await job?.();
  const running = startCli(args(id ?? "", ...flags), { env: systems.environment });
  await running.until(...ready);
  return {
    running,
    idIn: ({ stderr }: CliRun): string => id ?? /--id (\S+)/.exec(stderr)?.[1] ?? stderr.split("\n")[0] ?? "",
  };
};

describe.each(rows)("$command", (row) => {
  test("[detach] the first Ctrl-C detaches: exit 130, the job continues, and the printed command goes on", async () => {
    const { running, idIn } = await follow(row);
    running.child.kill("SIGINT");
    const ended = await running.ended;
    expect(ended.code).toBe(130);
    expect(ended.stderr).toContain(`Detached. The job continues. ${row.again}`);
    const id = idIn(ended);
    expect(await row.status(id)).toMatch(/^(?:RUNNING|PENDING|CREATED)$/);
    const printed = ended.stderr.slice(ended.stderr.indexOf(row.again)).split("jobwire ")[1]?.split("\n")[0] ?? "";
    const again = startCli(printed.split(" "), { env: systems.environment });
    const stop = row.command.startsWith("reasoner") ? ["cancel", "--id", id] : ["stop", id];
    await run([...row.command.split(" ").slice(0, -1), ...stop]);
    expect((await again.ended).code).toBe(3);
  });

  test("[stop-on-interrupt] with --stop-on-interrupt it stops the job: exit 3", async () => {
    const { running, idIn } = await follow(row, "--stop-on-interrupt");
    running.child.kill("SIGINT");
    const ended = await running.ended;
    expect(ended.code).toBe(3);
    expect(ended.stderr).toContain("Stopping the job. Press Ctrl-C again to leave it running.");
    expect(ended.stderr).not.toContain("Detached");
    expect(await row.status(idIn(ended))).toMatch(/^(?:STOPPED|CANCELED)$/);
  });
});
