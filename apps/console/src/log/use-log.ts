import { useEffect, useState, useSyncExternalStore } from "react";
import { usePageVisible } from "../use-page-visible.ts";
import { LogController } from "./log-controller.ts";
import { jobLog } from "./log-source.ts";
import { type LogState, unknownLog } from "./log-state.ts";

const nothing = (): (() => void) => () => undefined;

/** After a failure of the system behind the gateway, the page tries again by itself. */
const recoverMs = 10_000;

/** The log of a job on the page: opened at a linked line, or else at its end. */
export const useLog = (
  system: string,
  id: string,
  offset: number | undefined,
  collapse: boolean,
): { readonly log: LogController | undefined; readonly state: LogState } => {
  const [log, setLog] = useState<LogController>();
  const visible = usePageVisible();

  // The first line and the setting only begin the log; later changes are calls of the controller.
  useEffect(() => {
    const controller = new LogController(jobLog(system, id), { collapse });
    setLog(controller);
    void controller.open(offset);
    return () => controller.close();
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [system, id]);

  useEffect(() => {
    if (visible) log?.resume();
    else log?.pause();
  }, [visible, log]);

  const state = useSyncExternalStore(log?.subscribe ?? nothing, log?.state ?? (() => unknownLog));
  const { problem } = state;
  useEffect(() => {
    if (problem?.mayRecover !== true || !visible) return undefined;
    const timer = setTimeout(() => void log?.retry(), recoverMs);
    return () => clearTimeout(timer);
  }, [problem, visible, log]);
  return { log, state };
};
