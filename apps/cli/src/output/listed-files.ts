import type { ListedPackage } from "../settings/local-files.ts";
import { leftOutCounts } from "../settings/local-files.ts";
import { cellOf } from "./cells.ts";
import { jsonLine } from "./json.ts";
import type { Output } from "./stdout.ts";

/** Packages with their files (`+`) and what is left out of them (`-`), a line each; as JSON an object a line. */
export const listedFiles = (packages: ReadonlyArray<ListedPackage>, json: boolean, output: Output): string => {
  if (json) return packages.map((one) => jsonLine(one)).join("");
  const cell = cellOf(output);
  const lines = packages.flatMap(({ field, path, name, files, leftOut }) => [
    `${field} ${cell(path)}: ${cell(name)}, ${files === null ? "an archive" : `${files.length} packed, ${leftOutCounts(leftOut)}`}`,
    ...(files ?? []).map((file) => `+ ${cell(file)}`),
    ...leftOut.map(({ path: left, rule, from }) => `- ${cell(left)}  (${cell(from)}: ${cell(rule)})`),
  ]);
  return lines.map((line) => `${line}\n`).join("");
};
