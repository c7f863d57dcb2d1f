import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { build } from "rolldown";

/** The results of a page. */
export interface SeenInPage {
  readonly lines: ReadonlyArray<string>;
  readonly status: string;
  /** The error tags of a stop, an upload and a deploy. */
  readonly refused: ReadonlyArray<string>;
  /** The head's state: the node, whether each table's list reports its completeness, whether Serve runs. */
  readonly reads: { readonly nodes: string; readonly tables: ReadonlyArray<string>; readonly running: boolean };
  /** Methods of the requests that the page sent, each once; a WebSocket counts as one. */
  readonly methods: ReadonlyArray<string>;
}

const chromiumPath = [process.env["CHROMIUM_PATH"], "/usr/bin/chromium", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);

const script = `
import { ray } from "jobwire";
globalThis.follow = async (id) => {
  const cluster = ray({ address: location.origin });
  const lines = [];
  for await (const line of cluster.jobs.tailLogs(id)) lines.push(line);
  const { status } = await cluster.jobs.wait(id);
  const [head] = (await cluster.nodes.list()).rows;
  const { state: nodes } = await cluster.nodes.get(head.nodeId);
  const tables = [];
  for (const name of ["tasks", "actors", "workers", "placementGroups", "objects"]) {
    tables.push(typeof (await cluster[name].list()).complete);
  }
  const { running } = await cluster.serve.get();
  const zip = new Uint8Array(22);
  zip.set([0x50, 0x4b, 5, 6]);
  const refused = [];
  for (const write of [
    () => cluster.jobs.stop(id),
    () => cluster.packages.upload(zip),
    () => cluster.serve.deploy({ applications: [] }),
  ]) {
    refused.push(await write().then(() => "it was sent", (error) => error._tag));
  }
  await cluster.close();
  return { lines, status, refused, reads: { nodes, tables, running } };
};`;

/** `jobwire`, bundled for pages. */
const bundled = async (): Promise<string> => {
  const { output } = await build({
    input: "page",
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    platform: "browser",
    write: false,
    logLevel: "silent",
    output: { format: "esm", codeSplitting: false },
    plugins: [
      {
        name: "page",
        resolveId: (id) => (id === "page" ? fileURLToPath(new URL("page.js", import.meta.url)) : null),
        load: (id) => (id.endsWith("/test/page.js") ? script : null),
      },
    ],
  });
  return output[0].code;
};

/** Opens a page of the head's own origin in Chromium and follows the job there to its end. */
export const followInPage = async (address: string, submissionId: string): Promise<SeenInPage> => {
  if (chromiumPath === undefined)
    throw new Error("Chromium was not found on this machine. Install Debian's chromium, or set CHROMIUM_PATH.");
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
  try {
    const page = await browser.newPage();
    const methods = new Set<string>();
    page.on("request", (request) => methods.add(request.method()));
    page.on("websocket", () => methods.add("WebSocket"));
    await page.goto(`${address}/api/version`);
    await page.addScriptTag({ type: "module", content: await bundled() });
    await page.waitForFunction("globalThis.follow !== undefined");
    const seen = (await page.evaluate(`follow(${JSON.stringify(submissionId)})`)) as Omit<SeenInPage, "methods">;
    return { ...seen, methods: [...methods] };
  } finally {
    await browser.close();
  }
};
