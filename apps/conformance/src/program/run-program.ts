import type { RuntimeFacts } from "@jobwire/core/adapter";
import type { Clients, Surface } from "../case/conformance-case.ts";
import { connectControl, type Control, type HandedCell } from "./control.ts";

/** What a runtime's program provides. */
export interface ProgramOptions {
  readonly runtime: RuntimeFacts;
  readonly clients: Clients;
  /** The program's own address at the runner. */
  readonly controlUrl: string;
  /** Number of cells at the same time. */
  readonly workers: number;
  /** Runs one cell and reports it. */
  readonly runOne: (control: Control, cell: HandedCell) => Promise<void>;
  /** Called when the runner is gone: ends the program. Default: throws the failure. */
  readonly onRunnerGone?: () => void;
  /** Reports everything that fails outside of any cell. */
  readonly onUncaughtError: (tell: (what: unknown) => void) => void;
}

/** Takes cells from the runner until there are no more. Then the caller has nothing left to do, and must end by itself. */
export const runProgram = async (options: ProgramOptions): Promise<void> => {
  const { controlUrl, runtime, clients, workers, runOne, onUncaughtError, onRunnerGone } = options;
  const control = connectControl(controlUrl, onRunnerGone);
  onUncaughtError(reportUncaught(control));
  await control.hello({ runtime, surfaces: Object.keys(clients) as ReadonlyArray<Surface> });
  const work = async (): Promise<void> => {
    for (let cell = await control.next(); cell !== undefined; cell = await control.next()) await runOne(control, cell);
  };
  await Promise.all(Array.from({ length: workers }, work));
};

/** Reports uncaught errors to the runner. When the runner is gone, it drops the failed report, which must not become another one. */
export const reportUncaught =
  (control: Control) =>
  (what: unknown): void =>
    void control.uncaughtError(what instanceof Error ? String(what.stack) : String(what)).catch(() => {});
