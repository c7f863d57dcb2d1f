import type { ConformanceCase } from "../case/conformance-case.ts";
import type { RuntimeResult } from "./cell-result.ts";
import { checkResult, endsByItself, noProcess, noUncaughtErrors } from "./program-checks.ts";
import { cannotStart, type Children } from "./children.ts";
import type { ControlServer } from "./control-server.ts";
import { ProgramSession, type SessionOptions } from "./program-session.ts";
import type { RuntimeId } from "./runtime-id.ts";

/** How to start a runtime's program. */
export interface ProgramCommand {
  /** The runtime's id in the report. */
  readonly id: RuntimeId;
  readonly command: string;
  /** Makes the arguments from the program's address at the runner. */
  readonly args: (controlUrl: string) => ReadonlyArray<string>;
  /** False for a browser, which the runner ends when its page is done. */
  readonly endsByItself: boolean;
}

/** A program without more cells ends by itself in moments; otherwise it left something running (R4). Milliseconds. */
const endsWithinMs = 20_000;
/** A started program requests its first cell within a second or two, a browser on a busy machine a little later. Milliseconds. */
const greetsWithinMs = 60_000;
const keptOutput = 8_192;

/** Runs the cases in one runtime's process. It never rejects because of the program; the result reports its failures. */
export const runProcess = async (
  program: ProgramCommand,
  control: ControlServer,
  cases: ReadonlyArray<ConformanceCase>,
  options: SessionOptions & { readonly limitMs: number; readonly children: Children },
): Promise<RuntimeResult> => {
  const began = Date.now();
  const session = new ProgramSession(cases, options);
  const child = options.children.start(program.command, program.args(control.add(program.id, session)));
  let output = "";
  const keep = (chunk: Buffer): void => {
    output = (output + chunk.toString("utf8")).slice(-keptOutput);
  };
  child.stdout?.on("data", keep);
  child.stderr?.on("data", keep);

  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(`it did not start: ${error.message}`));
    child.once("close", (code, signal) => resolve(endOf(code, signal)));
  });
  const problems: Array<string> = [];
  const kill = (limitMs: number, why: string): NodeJS.Timeout =>
    setTimeout(() => {
      problems.push(why);
      child.kill("SIGKILL");
    }, limitMs);
  const greeting = kill(greetsWithinMs, `it did not report to the runner within ${greetsWithinMs} ms of its start`);
  void session.greeted.then(() => clearTimeout(greeting));
  const total = kill(options.limitMs, `it did not finish within ${options.limitMs} ms`);
  let done = false;
  let ending: NodeJS.Timeout | undefined;
  void session.drained.then(() => {
    if (!program.endsByItself) {
      done = true;
      child.kill("SIGTERM");
    }
    ending = kill(
      endsWithinMs,
      `it did not end by itself within ${endsWithinMs} ms of its last cell: something is left open`,
    );
  });
  const how = await ended;
  clearTimeout(greeting);
  clearTimeout(total);
  clearTimeout(ending);
  if (how !== "" && problems.length === 0 && !done) problems.push(`${how}\n${output}`);
  const { cells, uncaughtErrors } = await session.finish(
    `the program ended before it was done${how === "" ? "" : `: ${how}`}`,
  );
  return {
    id: program.id,
    version: session.greeting?.runtime.version,
    ...(session.greeting === undefined ? {} : { greeting: session.greeting }),
    cells: [
      ...cells,
      program.endsByItself ? checkResult(endsByItself, orNone(problems)) : noProcess,
      checkResult(noUncaughtErrors, orNone(program.endsByItself ? uncaughtErrors : [...uncaughtErrors, ...problems])),
    ],
    ms: Date.now() - began,
  };
};

/** How a program ended, for the report; empty when it ended well. Its output, which follows, shows why a command cannot start. */
const endOf = (code: number | null, signal: NodeJS.Signals | null): string => {
  if (code === 0) return "";
  if (cannotStart.has(code)) return `it did not start: exit code ${code}`;
  return `it ended with ${signal ?? `exit code ${code}`}`;
};

const orNone = (problems: ReadonlyArray<string>): string | undefined =>
  problems.length === 0 ? undefined : problems.join("\n");
