import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testBed } from "./quick-ray.ts";
import { runCli } from "./run-cli.ts";

const bed = testBed();
const serve = (...args: ReadonlyArray<string>): ReturnType<typeof runCli> =>
  runCli(["ray", "serve", ...args, "--address", bed.ray.url]);

const uploaded = async (): Promise<string> => {
  const folder = join(bed.folder, "app");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "app.py"), "app = 1\n");
  const run = await runCli(["ray", "submit", "--address", bed.ray.url, "--working-dir", folder, "--", "true"]);
  return /gcs:\S+/.exec(run.stderr)?.[0] ?? "";
};

test("deploy, status, delete, a broken application, shutdown", async () => {
  expect(await serve("status")).toMatchObject({
    code: 0,
    stdout: "",
    stderr: "Serve is not running on this cluster\n",
  });
  const uri = await uploaded();
  const application = (name: string, path: string): string =>
    `  - name: ${name}\n    route_prefix: /${name}\n    import_path: ${path}\n    runtime_env: { working_dir: "${uri}" }\n`;
  const file = join(bed.folder, "serve.yaml");
  writeFileSync(file, `applications:\n${application("one", "app:app")}${application("two", "app:app")}`);
  const deployed = await serve("deploy", file);
  expect(deployed).toMatchObject({ code: 0 });
  expect(deployed.stdout).toMatch(/^one +RUNNING +\/one/m);
  expect(await serve("delete", "two")).toMatchObject({ code: 0, stderr: "Serve is deleting two\n" });
  expect((await serve("delete", "two")).code).toBe(2);
  expect((await serve("scale", "one", "app", "2")).code).toBe(2);
  expect((await serve("scale", "one", "app", "many")).code).toBe(2);
  writeFileSync(file, `applications:\n${application("one", "none:app")}`);
  const broken = await serve("deploy", file);
  expect(broken.code).toBe(1);
  expect(broken.stderr).toContain("No module named 'none'");
  expect((await serve("status")).stdout).toMatch(/^one +DEPLOY_FAILED/m);
  writeFileSync(file, "applications: 5\n");
  expect((await serve("deploy", file)).code).toBe(2);
  expect((await serve("deploy", join(bed.folder, "none.yaml"))).code).toBe(2);
  expect((await serve("shutdown")).code).toBe(0);
  expect(JSON.parse((await serve("status", "--json")).stdout)).toMatchObject({ running: false });
});
