import type { ConformanceCase } from "../case/conformance-case.ts";
import { cases } from "../cases/index.ts";
import type { RuntimeResult } from "./cell-result.ts";
import type { ControlServer } from "./control-server.ts";
import { runChromium } from "./run-chromium.ts";
import type { Children } from "./children.ts";
import type { SessionOptions } from "./program-session.ts";
import { commandOf } from "./commands.ts";
import type { Options } from "./options.ts";
import { runProcess } from "./run-program.ts";
import type { RuntimeId } from "./runtime-id.ts";

/** A runtime takes two or three minutes; this only ends a run that hangs. Milliseconds. */
const runtimeLimitMs = 800_000;

/** The cases that the options select. */
export const selectCases = ({
  requirements,
  cases: ids,
  target,
}: Pick<Options, "requirements" | "cases" | "target">): ReadonlyArray<ConformanceCase> =>
  cases.filter(
    (one) =>
      (target === undefined || (one.service === true && one.surface === target.surface)) &&
      (ids.length === 0 || ids.some((prefix) => one.id.startsWith(prefix))) &&
      (requirements.length === 0 || one.cites.some((id) => requirements.some((prefix) => id.startsWith(prefix)))),
  );

/** Runs one runtime's program over the cases. */
export const runRuntime = (
  id: RuntimeId,
  control: ControlServer,
  selected: ReadonlyArray<ConformanceCase>,
  options: SessionOptions & { readonly children: Children },
): Promise<RuntimeResult> => {
  if (id === "chromium") return runChromium(control, selected, { ...options, limitMs: runtimeLimitMs });
  return runProcess(commandOf(id), control, selected, { ...options, limitMs: runtimeLimitMs });
};
