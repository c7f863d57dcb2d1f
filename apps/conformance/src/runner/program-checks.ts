import type { CellResult } from "./cell-result.ts";

/** Checks of a program as a whole rather than of one of its cases. */
export interface ProgramCheck {
  readonly id: string;
  readonly cites: ReadonlyArray<string>;
}

/** Once the program is done, nothing keeps the process alive: no socket, no timer, no listener. */
export const endsByItself: ProgramCheck = { id: "program/ends-by-itself", cites: ["ray/r4/process-ends"] };

/** No rejection was unhandled, and no error was thrown where no code could catch it. */
export const noUncaughtErrors: ProgramCheck = {
  id: "program/no-uncaught-errors",
  cites: ["ray/r4/no-unhandled-errors"],
};

/** Both of them. */
export const programChecks: ReadonlyArray<ProgramCheck> = [endsByItself, noUncaughtErrors];

/** The result of a check: what is wrong, or nothing. */
export const checkResult = ({ id, cites }: ProgramCheck, error: string | undefined): CellResult => {
  const common = { case: id, cites, transport: "unary", ms: 0 } as const;
  return error === undefined ? { ...common, state: "passed" } : { ...common, state: "failed", error };
};

/** A page is not a process. */
export const noProcess: CellResult = {
  case: endsByItself.id,
  cites: endsByItself.cites,
  transport: "unary",
  state: "absent",
  reason: "a page is not a process",
};
