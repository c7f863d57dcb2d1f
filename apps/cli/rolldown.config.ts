import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { defineConfig } from "rolldown";
import { thirdPartyNotice } from "../../packages/third-party-notice.ts";

/**
 * The sources of the packages with clients. Their builds are a few large files each; of their sources a command loads only those
 * that it needs.
 */
const sources = Object.fromEntries(
  ["core", "node-shared", "node"]
    .flatMap((folder) => {
      const { exports } = JSON.parse(readFileSync(`../../packages/${folder}/package.json`, "utf8")) as {
        readonly exports: Readonly<Record<string, { readonly default: string }>>;
      };
      return Object.entries(exports).map(([path, target]) => {
        const source = target.default.replace("./dist/", "src/").replace(/\.js$/, ".ts");
        return [`@jobwire/${folder}${path.slice(1)}`, resolve(`../../packages/${folder}`, source)] as const;
      });
    })
    .toSorted(([one], [other]) => other.length - one.length),
);

export default defineConfig({
  input: ["src/main.ts", "src/demo.ts"],
  platform: "node",
  resolve: { alias: sources },
  // Only for versions of undici with other files than the one that this bundle contains.
  external: ["undici"],
  // Node 22 knows no `using`.
  transform: { target: "es2023" },
  output: { dir: "dist", format: "esm", cleanDir: true },
  plugins: [thirdPartyNotice("The jobwire command contains these packages, under their own licences.")],
});
