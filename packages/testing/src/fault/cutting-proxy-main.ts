import { parseArgs } from "node:util";
import type { Ending } from "./response.ts";
import { startCuttingProxy } from "./cutting-proxy.ts";

/**
 * The cutting proxy as a program:
 *
 *     node dist/fault/cutting-proxy-main.js --target http://127.0.0.1:8265 --mean-bytes 3000000 --seed 1 --modes reset,fin,stall
 *
 * Prints one JSON line with its `url` to stdout when it is ready. Prints each cut, and the counters at the end, as JSON lines to stderr.
 * SIGINT or SIGTERM ends it with code 0.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      target: { type: "string" },
      "mean-bytes": { type: "string", default: "3000000" },
      seed: { type: "string", default: "1" },
      modes: { type: "string", default: "reset,fin,stall" },
      port: { type: "string", default: "0" },
    },
  });
  if (values.target === undefined)
    throw new TypeError("--target is missing. Pass the server's URL, such as --target http://127.0.0.1:8265.");
  const modes = values.modes.split(",").map((mode): Ending => {
    if (mode === "reset" || mode === "fin" || mode === "stall") return mode;
    throw new TypeError(
      `--modes does not accept ${JSON.stringify(mode)}. Use reset, fin and stall, separated by commas.`,
    );
  });
  const proxy = await startCuttingProxy({
    target: values.target,
    meanBytes: number("mean-bytes", values["mean-bytes"]),
    seed: number("seed", values.seed),
    port: number("port", values.port),
    modes,
    onCut: (cut) => process.stderr.write(`${JSON.stringify(cut)}\n`),
  });
  const stop = (): void => {
    process.stderr.write(`${JSON.stringify(proxy.stats())}\n`);
    void proxy.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.stdout.write(
    `${JSON.stringify({ url: proxy.url, target: values.target, seed: number("seed", values.seed) })}\n`,
  );
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || Number.isNaN(value))
    throw new TypeError(`--${name} is ${JSON.stringify(text)}, not a number. Pass a number.`);
  return value;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
