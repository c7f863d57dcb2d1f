import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkTag } from "../src/publish/check-tag.ts";
import { publishOrder } from "../src/publish/publish-order.ts";
import { publicPackagesIn, readPackage, repository } from "../src/repository.ts";
import { workflowFaults } from "../src/workflows/workflow-faults.ts";

const scripts = new Set(Object.keys(readPackage(repository, ".").manifest.scripts ?? {}));
const files = globSync(".github/workflows/*.yml", { cwd: repository });
const read = (file: string): string => readFileSync(join(repository, file), "utf8");

test.each(files)("%s has no faults", async (file) => {
  expect(await workflowFaults(read(file), file, scripts)).toEqual([]);
});

const sha = "a".repeat(40);
const sound = `name: A
on: push
permissions: {}
jobs:
  a:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      attestations: write
    steps:
      - uses: actions/checkout@${sha} # v5.0.0
        with:
          persist-credentials: false
      - run: npx -y pnpm@1 run build
`;
test("a sound workflow has no faults", async () => {
  expect(await workflowFaults(sound, "a.yml", scripts)).toEqual([]);
});

test.each<[string, string, string]>([
  ["is not pinned to a commit", `@${sha}`, "@v5"],
  ["does not name its version", " # v5.0.0", ""],
  ["leaves the checkout's token in .git", "persist-credentials: false", "fetch-depth: 1"],
  ["the workflow must have none", "permissions: {}", "permissions: { contents: write }"],
  ["job a does not name its permissions", "    permissions:\n      attestations: write\n", ""],
  ["job a has no limit of time", "    timeout-minutes: 5\n", ""],
  ["node:20 has no digest", "    timeout-minutes: 5\n", "    timeout-minutes: 5\n    container: { image: node:20 }\n"],
  ["it uses secrets.NPM_TOKEN", "run: npx -y pnpm@1 run build", 'run: echo "${{ secrets.NPM_TOKEN }}"'],
  ["no script has the name biuld", "run build", "run biuld"],
  ['unknown permission scope "attestatons"', "attestations", "attestatons"],
  ['property "reff" is not defined', "run: npx -y pnpm@1 run build", 'run: echo "${{ github.reff }}"'],
  ["a.yml is not YAML", "jobs:", "jobs: ["],
])("a fault: %s", async (fault, from, to) => {
  expect(sound).toContain(from);
  expect(await workflowFaults(sound.replace(from, to), "a.yml", scripts)).toEqual([expect.stringContaining(fault)]);
});

test("only the jobs that publish get an OIDC token, and those that change registries wait for a person and for CI", () => {
  expect(read(".github/workflows/ci.yml")).not.toContain("id-token");
  const jobs = read(".github/workflows/publish.yml").split(/^ {2}(?=\w+:$)/m);
  const withToken = jobs.filter((job) => job.includes("id-token: write"));
  expect(withToken.map((job) => /^\w+/.exec(job)?.[0])).toEqual(["npm", "jsr", "release"]);
  for (const job of withToken.slice(0, 2)) expect(job).toMatch(/^ {4}environment: (?:npm|jsr)$/m);
  expect(withToken[0]).toContain("needs: [ci, executables]");
});

test("a package is published after those that it depends on", () => {
  const names = publishOrder(publicPackagesIn(repository)).map(({ manifest }) => manifest.name);
  expect(names).toHaveLength(publicPackagesIn(repository).length);
  for (const { manifest } of publicPackagesIn(repository)) {
    for (const name of Object.keys(manifest.dependencies ?? {}).filter((one) => names.includes(one))) {
      expect(names.indexOf(name), `${manifest.name} after ${name}`).toBeLessThan(names.indexOf(manifest.name));
    }
  }
  const circle = ["a", "b"].map((name, index) => ({
    manifest: { name, version: "1.0.0", dependencies: { [index === 0 ? "b" : "a"]: "^1.0.0" } },
  }));
  expect(() => publishOrder(circle)).toThrow("depend on each other: a, b");
});

test("a tag publishes only the version that it names", () => {
  expect(() => checkTag("v1.2.3", "1.2.3")).not.toThrow();
  expect(() => checkTag(undefined, "1.2.3")).not.toThrow();
  expect(() => checkTag("v1.2.4", "1.2.3")).toThrow("Push the tag v1.2.3.");
});
