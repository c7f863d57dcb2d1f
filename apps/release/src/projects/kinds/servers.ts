import { spawn } from "node:child_process";
import { once } from "node:events";
import { followJob, mustHaveFollowed } from "../follow-program.ts";
import type { Kit, ProjectKind } from "../project-kind.ts";
import { toolVersions } from "../tool-versions.ts";

/** A module's function that follows a job and returns its lines as text. */
const followAsText = (address: string): string => `const follow = async () => {
  let text = "";
  const print = (line) => (text += line + "\\n");
  const cluster = ray({ address: "${address}", browserProxy: true });${followJob("print")}
  return text;
};`;

/** Starts `next start`, requests a path of it, and ends it. */
const requestNext = async ({ project }: Kit, path: string): Promise<string> => {
  const child = spawn(
    process.execPath,
    ["node_modules/next/dist/bin/next", "start", "--hostname", "127.0.0.1", "--port", "0"],
    {
      cwd: project.folder,
      env: project.environment,
      stdio: ["ignore", "pipe", "inherit"],
      timeout: 120_000,
    },
  );
  const ended = once(child, "close");
  try {
    let printed = "";
    for await (const piece of child.stdout.setEncoding("utf8") as AsyncIterable<string>) {
      printed += piece;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (url !== undefined && printed.includes("Ready")) return await (await fetch(new URL(path, url))).text();
    }
    throw new Error(`next start printed no URL: ${printed}`);
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
};

/** A route of Next.js. */
export const next: ProjectKind = {
  name: "npm, Next.js, route",
  manager: "npm",
  packages: ["jobwire"],
  tools: [toolVersions.next, toolVersions.react, toolVersions.reactDom],
  inCi: false,
  check: async (kit) => {
    const { project, address } = kit;
    await project.write(
      "app/layout.jsx",
      `export default ({ children }) => <html lang="en"><body>{children}</body></html>;\n`,
    );
    await project.write("app/page.jsx", `export default () => <p>A log</p>;\n`);
    await project.write(
      "app/log/route.js",
      `import { ray } from "jobwire";\nexport const dynamic = "force-dynamic";\n${followAsText(address)}
export const GET = async () => new Response(await follow());\n`,
    );
    await project.run("next", "build");
    mustHaveFollowed(await requestNext(kit, "/log"));
  },
};

/** A worker in workerd, bundled as Cloudflare's own tools bundle it. */
export const workerd: ProjectKind = {
  name: "npm, workerd (Miniflare)",
  manager: "npm",
  packages: ["jobwire"],
  tools: [toolVersions.miniflare, toolVersions.esbuild],
  inCi: false,
  check: async ({ project, address }) => {
    await project.write(
      "worker.js",
      `import { ray } from "jobwire";\n${followAsText(address)}
export default { fetch: async () => new Response(await follow()) };\n`,
    );
    const conditions = "--conditions=workerd,worker,browser";
    await project.run("esbuild", "worker.js", "--bundle", "--format=esm", conditions, "--outfile=built/worker.js");
    await project.write(
      "run.js",
      `import { Miniflare } from "miniflare";
const worker = new Miniflare({ modules: true, scriptPath: "built/worker.js", compatibilityDate: "2026-01-01" });
console.log(await (await worker.dispatchFetch("http://worker.example/")).text());
await worker.dispose();\n`,
    );
    mustHaveFollowed(await project.run("node", "run.js"));
  },
};
