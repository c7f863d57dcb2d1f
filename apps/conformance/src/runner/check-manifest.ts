import type { ConformanceCase } from "../case/conformance-case.ts";
import type { Requirement } from "../manifest/requirement.ts";

/** What is wrong with a manifest and the cases that cite it; empty when nothing is. */
export const checkManifest = (
  requirements: ReadonlyArray<Requirement>,
  cases: ReadonlyArray<Pick<ConformanceCase, "id" | "cites">>,
): ReadonlyArray<string> => {
  const known = new Set(requirements.map(({ id }) => id));
  const cited = new Set(cases.flatMap(({ cites }) => cites));
  return [
    ...twice(requirements.map(({ id }) => id)).map((id) => `requirement ${id} exists twice`),
    ...twice(cases.map(({ id }) => id)).map((id) => `case ${id} exists twice`),
    ...requirements.filter(({ id }) => !cited.has(id)).map(({ id }) => `no case cites the requirement ${id}`),
    ...cases.filter(({ cites }) => cites.length === 0).map(({ id }) => `case ${id} cites no requirement`),
    ...cases.flatMap(({ id, cites }) =>
      cites.filter((cite) => !known.has(cite)).map((cite) => `case ${id} cites ${cite}, which is not a requirement`),
    ),
  ];
};

const twice = (ids: ReadonlyArray<string>): ReadonlyArray<string> => ids.filter((id, at) => ids.indexOf(id) !== at);
