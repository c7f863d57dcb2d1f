import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The built command. */
export const main: string = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** The environment of a test's process: without the caller's RAY_*, NO_COLOR and the like, which could change the result. */
const cleanEnvironment = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  HOME: process.env["HOME"],
  LANG: "C.UTF-8",
  TERM: "xterm-256color",
  ...more,
});

export interface CliRun {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves with the first match in the stream. Rejects when the process ends without one. */
  readonly until: (stream: "stdout" | "stderr", text: string | RegExp) => Promise<string>;
  readonly ended: Promise<CliRun>;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface TerminalOptions extends CliOptions {
  /** The width of the terminal. Default 200. */
  readonly columns?: number;
}

/** Starts any program and collects its output. */
export const start = (file: string, args: ReadonlyArray<string>, options: CliOptions = {}): RunningCli => {
  const child = spawn(file, [...args], { env: cleanEnvironment(options.env), cwd: options.cwd });
  const text = { stdout: "", stderr: "" };
  const checks = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (chunk: string) => {
      text[name] += chunk;
      for (const check of checks) check();
    });
  }
  const ended = new Promise<CliRun>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve({ code, signal, ...text }));
  });
  return {
    child,
    ended,
    until: (stream, wanted) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const found =
            typeof wanted === "string" ? text[stream].includes(wanted) && wanted : wanted.exec(text[stream])?.[0];
          if (found === undefined || found === false) return;
          checks.delete(check);
          resolve(found);
        };
        checks.add(check);
        check();
        void ended.then((run) => reject(new Error(`ended without ${String(wanted)}: ${JSON.stringify(run)}`)));
      }),
  };
};

/** Starts the built `jobwire`. */
export const startCli = (args: ReadonlyArray<string>, options: CliOptions = {}): RunningCli =>
  start(process.execPath, [main, ...args], options);

/** Runs the built `jobwire` to its end. */
export const runCli = (args: ReadonlyArray<string>, options: CliOptions = {}): Promise<CliRun> => {
  const running = startCli(args, options);
  running.child.stdin.end();
  return running.ended;
};

// Runs the command in a terminal with this many columns, and passes stdin on to that terminal's input.
const terminal = `
import fcntl, os, pty, select, struct, sys, termios
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 50, int(sys.argv[1]), 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
inputs = [fd, 0]
while True:
    ready, _, _ = select.select(inputs, [], [])
    if fd in ready:
        try: data = os.read(fd, 65536)
        except OSError: break
        if not data: break
        os.write(1, data)
    if 0 in ready:
        data = os.read(0, 1024)
        if data: os.write(fd, data)
        else: inputs.remove(0)
code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
sys.exit(code if code >= 0 else 128 - code)
`;

/** Starts any program in its own terminal, as {@link startInTerminal} does. */
export const startAnyInTerminal = (command: ReadonlyArray<string>, options: TerminalOptions = {}): RunningCli =>
  start("python3", ["-c", terminal, String(options.columns ?? 200), ...command], options);

/** Starts the built `jobwire` in its own terminal. stdout has everything on the screen; write to stdin to press keys. */
export const startInTerminal = (args: ReadonlyArray<string>, options: TerminalOptions = {}): RunningCli =>
  startAnyInTerminal([process.execPath, main, ...args], options);
