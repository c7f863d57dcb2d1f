import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";
import { compilerOptions } from "./compiler-options.ts";
import { tidyReport } from "./tidy-report.ts";

const { None: none } = ExtractorLogLevel;
const quiet = { default: { logLevel: none } };

/** Reads the declarations that `tsc` wrote, so every package must be built. */
const configOf = (folder: string, types: string, reports: string): ExtractorConfig =>
  ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(folder, "package.json"),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      newlineKind: "lf",
      compiler: {
        overrideTsconfig: {
          compilerOptions,
          files: [types],
        },
      },
      apiReport: {
        enabled: true,
        // The types that a signature names and nobody can import are part of the API as well.
        includeForgottenExports: true,
        reportFileName: "report",
        reportFolder: reports,
        reportTempFolder: join(reports, "temp"),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: quiet,
        tsdocMessageReporting: quiet,
      },
    },
  });

/**
 * The public declarations of each entry point, sorted by name, without comments. API Extractor makes them: it is Microsoft's own
 * tool for exactly this file, it is released every few weeks, and it reads the declarations of TypeScript 7 with the
 * TypeScript 6 that it brings (TypeScript 7 itself has no compiler API for JavaScript yet).
 */
export const declarationsOf = (folder: string, entryPoints: ReadonlyArray<string>): ReadonlyArray<string> => {
  const reports = mkdtempSync(join(tmpdir(), "jobwire-api-"));
  try {
    const configs = entryPoints.map((types) => configOf(folder, types, reports));
    const [first] = configs;
    if (first === undefined) return [];
    const compilerState = CompilerState.create(first, { additionalEntryPoints: [...entryPoints] });
    return configs.map((config) => {
      const { succeeded, errorCount } = Extractor.invoke(config, {
        compilerState,
        localBuild: true,
        messageCallback: (message) => {
          if (message.logLevel !== ExtractorLogLevel.Error) message.logLevel = none;
        },
      });
      if (!succeeded && errorCount > 0) throw new Error(`API Extractor failed for ${config.mainEntryPointFilePath}`);
      return tidyReport(readFileSync(config.reportFilePath, "utf8"));
    });
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
};
