import { Buffer } from "node:buffer";
import { Agent, get, type IncomingMessage } from "node:http";

/** What a viewer follows. */
export interface ViewerTask {
  /** The log's address at the gateway. */
  readonly url: string;
  readonly live: "long-poll" | "sse";
  /** The first part of the log, as the job prints it. */
  readonly log: Buffer;
  /** Called with the text of each line that is printed after `log`. */
  readonly onLine: (line: string) => void;
  /** Called when all of `log` has come. */
  readonly onLog: () => void;
}

/** Follows a log to its end and compares each byte. Bare reads, so that a thousand viewers cost little beside the gateway. */
export class GatewayViewer {
  readonly #task: ViewerTask;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #bytes = 0;
  #rest = "";

  constructor(task: ViewerTask) {
    this.#task = task;
  }

  /** Resolves with the number of bytes at the proven end. Rejects when a byte differs. */
  async follow(): Promise<number> {
    const read = (): Promise<boolean> => (this.#task.live === "sse" ? this.#events() : this.#poll());
    while (
      !(await read().catch((error: NodeJS.ErrnoException) => {
        // A busy gateway may end a connection; what was read stays, and the next request goes on there.
        if (error.code !== "ECONNRESET") throw error;
        return false;
      }))
    );
    this.#agent.destroy();
    return this.#bytes;
  }

  #ask(): Promise<IncomingMessage> {
    const { url, live } = this.#task;
    const offset = String(this.#bytes).padStart(16, "0");
    return new Promise((resolve, reject) => {
      get(`${url}?offset=${offset}&live=${live}`, { agent: this.#agent }, resolve).on("error", reject);
    });
  }

  async #poll(): Promise<boolean> {
    const response = await this.#ask();
    if (response.statusCode !== 200 && response.statusCode !== 204) throw new Error(`status ${response.statusCode}`);
    for await (const piece of response) this.#take(piece as Buffer);
    return response.headers["stream-closed"] === "true";
  }

  async #events(): Promise<boolean> {
    const response = await this.#ask();
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
    let text = "";
    let closed = false;
    for await (const piece of response) {
      // A byte each, whatever they mean: what is compared are bytes.
      text += (piece as Buffer).toString("latin1");
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        const data = event.indexOf("\ndata:") + 6;
        if (event.includes("event: data\n"))
          this.#take(Buffer.from(event.slice(data).replaceAll("\ndata:", "\n"), "latin1"));
        else closed ||= event.includes('"streamClosed":true');
      }
    }
    return closed;
  }

  #take(bytes: Buffer): void {
    const { log, onLog, onLine } = this.#task;
    const known = bytes.subarray(0, Math.max(0, log.length - this.#bytes));
    if (known.length > 0 && known.compare(log, this.#bytes, this.#bytes + known.length) !== 0)
      throw new Error(`a byte from ${this.#bytes} on differs`);
    if (known.length > 0 && this.#bytes + known.length === log.length) onLog();
    this.#bytes += bytes.length;
    this.#rest += bytes.subarray(known.length).toString("utf8");
    const lines = this.#rest.split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  }
}
