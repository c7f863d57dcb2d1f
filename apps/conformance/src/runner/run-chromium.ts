import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import type { ConformanceCase } from "../case/conformance-case.ts";
import type { RuntimeResult } from "./cell-result.ts";
import type { ControlServer } from "./control-server.ts";
import type { Children } from "./children.ts";
import { findChromium } from "./find-command.ts";
import { framePages } from "./pages.ts";
import type { SessionOptions } from "./program-session.ts";
import { runProcess } from "./run-program.ts";

/** No sandbox, which needs rights that containers lack; no background throttling, because nobody looks at the page. */
const switches = [
  "--headless=new",
  "--no-sandbox",
  "--disable-dev-shm-usage",
  "--disable-gpu",
  "--no-first-run",
  "--disable-extensions",
  "--disable-background-networking",
  "--disable-background-timer-throttling",
  "--disable-renderer-backgrounding",
  "--disable-backgrounding-occluded-windows",
  "--enable-precise-memory-info",
  "--js-flags=--expose-gc",
];

/** Runs the cases in pages of Chromium. */
export const runChromium = async (
  control: ControlServer,
  cases: ReadonlyArray<ConformanceCase>,
  options: SessionOptions & { readonly limitMs: number; readonly children: Children },
): Promise<RuntimeResult> => {
  const found = findChromium();
  if ("missing" in found) throw new Error(found.missing);
  const { command } = found;
  const script = await bundle(fileURLToPath(new URL("../programs/chromium.js", import.meta.url)));
  control.addPage("chromium", script);
  const profile = await mkdtemp(join(tmpdir(), "jobwire-chromium-"));
  const removed = options.children.keepsFolder(profile);
  try {
    const program = {
      id: "chromium" as const,
      command,
      args: (url: string) => [...switches, `--user-data-dir=${profile}`, `${url}/page`],
      endsByItself: false,
    };
    return await runProcess(program, control, cases, { ...options, pages: framePages(script) });
  } finally {
    // Helpers of the browser may still write to it for a moment.
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    removed();
  }
};

const bundle = async (input: string): Promise<string> => {
  const made = await rolldown({ input, platform: "browser" });
  const { output } = await made.generate({ format: "esm", codeSplitting: false });
  await made.close();
  return output[0].code;
};
