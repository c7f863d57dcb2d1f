import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A call of a Python client: see programs/drive_agent.py. */
export interface PythonCall {
  readonly method: string;
  readonly args?: ReadonlyArray<unknown>;
  readonly kw?: Readonly<Record<string, unknown>>;
  readonly take?: number;
  readonly token?: string;
}

/** The result of a call. */
export type PythonOutcome =
  | { readonly result: unknown }
  | { readonly error: string; readonly status: unknown; readonly detail: unknown };

const driver = fileURLToPath(new URL("../../programs/drive_agent.py", import.meta.url));

/** Makes the calls one after the other with the real client, in one process. Rejects when the process fails. */
export const drivePythonClient = (
  kind: "sync" | "async",
  agent: { readonly url: string; readonly token: string; readonly userToken: string; readonly tenant: string },
  calls: ReadonlyArray<PythonCall>,
): Promise<ReadonlyArray<PythonOutcome>> => {
  const python = process.env["JOBWIRE_LIVE_AGENT_PYTHON"];
  if (python === undefined || python === "")
    throw new Error("JOBWIRE_LIVE_AGENT_PYTHON is not set: run the live suite with `pnpm run live --only agent`");
  return new Promise((resolve, reject) => {
    const child = execFile(
      python,
      [driver, kind, agent.url, agent.token, agent.userToken, agent.tenant],
      // Nothing from this machine: both clients use proxies, and one reads credentials from a .netrc.
      { env: { PATH: process.env["PATH"], NETRC: "/dev/null", PYTHONUTF8: "1" }, maxBuffer: 1 << 26 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`the ${kind} client's driver failed: ${stderr}`, { cause: error }));
        else resolve(JSON.parse(stdout) as ReadonlyArray<PythonOutcome>);
      },
    );
    child.stdin?.end(JSON.stringify(calls));
  });
};
