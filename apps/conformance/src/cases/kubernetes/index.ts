import type { ConformanceCase } from "../../case/conformance-case.ts";
import { kubernetesCallCases } from "./calls.ts";
import { kubernetesTailCases } from "./tails.ts";

/** The cases of the example backend; `secrets/echoes/kubernetes` is beside its siblings in ../echoes.ts. */
export const kubernetesCases: ReadonlyArray<ConformanceCase> = [...kubernetesTailCases, ...kubernetesCallCases];
