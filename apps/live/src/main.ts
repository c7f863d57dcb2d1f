/** Starts a Ray head and one in token mode, runs the live suite on them, and stops them. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type RayHead, startHead } from "./head/head.ts";
import { findRayVenv, RAY_VERSION } from "./head/venv.ts";

const venv = await findRayVenv();
if (venv === undefined) {
  console.error(
    `No Ray ${RAY_VERSION} here: run .ci/ray-venv first, or set JOBWIRE_LIVE_PYTHON to a Python that has it.`,
  );
  process.exit(2);
}

const heads: Array<RayHead> = [];
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopping.abort(signal));

/** Runs vitest; its exit code, or 1 when a signal ended it. */
const vitest = (env: NodeJS.ProcessEnv): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...process.argv.slice(2)], {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      env: { ...process.env, ...env },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const end = (): void => void child.kill("SIGTERM");
    stopping.signal.addEventListener("abort", end);
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? 1));
    if (stopping.signal.aborted) end();
  });

let code = 1;
try {
  const open = await startHead({ venv });
  heads.push(open);
  const guarded = await startHead({ venv, token: "live-suite-token", portsFrom: open.ports.gcs + 1_000 });
  heads.push(guarded);
  code = await vitest({
    JOBWIRE_LIVE_RAY: open.address,
    JOBWIRE_LIVE_RAY_LOG_DIR: open.logDir,
    JOBWIRE_LIVE_RAY_GCS: `127.0.0.1:${open.ports.gcs}`,
    JOBWIRE_LIVE_RAY_TOKEN_ADDRESS: guarded.address,
    JOBWIRE_LIVE_RAY_TOKEN: guarded.token ?? "",
    JOBWIRE_LIVE_PYTHON: venv.python,
  });
} finally {
  await Promise.all(heads.map((head) => head.stop()));
}
process.exitCode = code;
