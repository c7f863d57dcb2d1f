import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The files that take longest, longest first. A long file that starts last runs alone at the end. */
const long: ReadonlyArray<string> = [
  "many",
  "outages",
  "nodes",
  "python-clients",
  "old-ray",
  "serve",
  "proxy",
  "runtimes",
  "cutting-proxy",
  "restart",
];

const rank = ({ moduleId }: TestSpecification): number => {
  const path = moduleId.split("/test/").at(-1) ?? "";
  const at = long.findIndex((name) => path.startsWith(name));
  return at === -1 ? long.length : at;
};

/** Starts the files of {@link long} before all others. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
