import { spawn } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { directoryOf, environmentOf, markedProcesses, type SeenProcess, signalProcess } from "./processes.ts";

const findOne = async (mark: string, label: string, is: (one: SeenProcess) => boolean): Promise<SeenProcess> => {
  const found = (await markedProcesses(mark)).find(is);
  if (found === undefined) throw new Error(`the head has no ${label} now`);
  return found;
};

const gone = async (mark: string, pid: number): Promise<void> => {
  while ((await markedProcesses(mark)).some((one) => one.pid === pid)) await pause(20);
};

/**
 * Kills the process of a head's dashboard that serves `/api/jobs`, as a crash would. The dashboard starts a new one within
 * seconds. Resolves with the pid of the killed process.
 */
export const crashJobModule = async (mark: string): Promise<number> => {
  const { pid } = await findOne(
    mark,
    "job module",
    (one) => one.command[0]?.startsWith("ray-dashboard-JobHead") === true,
  );
  signalProcess(pid, "SIGKILL");
  await gone(mark, pid);
  return pid;
};

/** Kills the agent of the head's node. Its raylet ends too, so the node is dead and the cluster continues without a node. */
export const endAgent = async (mark: string): Promise<void> => {
  // Older versions of Ray set no title.
  const { pid } = await findOne(
    mark,
    "agent",
    ({ command }) =>
      command[0]?.startsWith("ray::DashboardAgent") === true ||
      command.some((part) => part.endsWith("/dashboard/agent.py")),
  );
  signalProcess(pid, "SIGKILL");
  await gone(mark, pid);
};

/** Ends a head's whole dashboard, so that its port refuses connections. The returned function starts it again. Jobs continue. */
export const endDashboard = async (mark: string): Promise<() => Promise<void>> => {
  const dashboard = await findOne(mark, "dashboard", (one) =>
    one.command.some((part) => part.endsWith("/dashboard/dashboard.py")),
  );
  const [env, cwd] = await Promise.all([environmentOf(dashboard.pid), directoryOf(dashboard.pid)]);
  const [program, ...args] = dashboard.command;
  if (program === undefined) throw new Error("the dashboard has no arguments");
  signalProcess(dashboard.pid, "SIGKILL");
  await gone(mark, dashboard.pid);
  return async () => {
    // Detached and without pipes, as Ray starts it. The head's `stop` finds it by its mark.
    const child = spawn(program, args, { cwd, env, detached: true, stdio: "ignore" });
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    child.unref();
  };
};
