import { defineConfig } from "rolldown";
import { licensePlugin } from "rolldown-license-plugin";

export default defineConfig({
  input: ["src/main.ts", "src/demo.ts"],
  platform: "node",
  // Node 22 knows no `using`.
  transform: { target: "es2023" },
  output: { dir: "dist", format: "esm", cleanDir: true },
  plugins: [
    licensePlugin({
      failOnUnlicensed: true,
      done: (packages, context) => {
        const notices = packages.map(
          ({ name, version, license, licenseText }) => `${name} ${version}, ${license}\n\n${licenseText.trim()}\n`,
        );
        context.emitFile({
          type: "asset",
          fileName: "third-party-licenses.txt",
          source: `The jobwire command contains these packages, under their own licences.\n\n${notices.join(`\n${"-".repeat(80)}\n\n`)}`,
        });
      },
    }),
  ],
});
