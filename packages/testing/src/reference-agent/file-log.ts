import { closeSync, fstatSync, openSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { AgentLog } from "../agent-server/agent-job.ts";

/** A log file as an agent serves it. Checks every `pollMs` whether it grew. */
export class FileLog implements AgentLog {
  readonly #file: FileHandle;
  readonly #pollMs: number;

  private constructor(file: FileHandle, pollMs: number) {
    this.#file = file;
    this.#pollMs = pollMs;
  }

  /** Creates the file anew. */
  static async open(path: string, pollMs: number): Promise<FileLog> {
    closeSync(openSync(path, "w"));
    return new FileLog(await open(path, "r"), pollMs);
  }

  length(): number {
    return fstatSync(this.#file.fd).size;
  }

  async read(start: number, limit: number): Promise<Uint8Array> {
    const { bytesRead, buffer } = await this.#file.read(Buffer.alloc(limit), 0, limit, start);
    return buffer.subarray(0, bytesRead);
  }

  changed(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, this.#pollMs);
      signal.addEventListener("abort", done, { once: true });
    });
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
