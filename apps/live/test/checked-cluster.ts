import { nodeAdapter, ray, type RayCluster, type RayOptions } from "@jobwire/node";
import { type CheckedResponse, checkedAdapter, createSpecValidator } from "@jobwire/testing";
import { readFile } from "node:fs/promises";

/** A cluster that checks every response against specs/ray.yaml. */
export interface CheckedCluster {
  readonly cluster: RayCluster;
  /** The responses so far. */
  readonly answers: ReadonlyArray<CheckedResponse>;
}

/** Opens the cluster. Responses arrive unchanged. */
export const checkedCluster = async (options: RayOptions): Promise<CheckedCluster> => {
  const validator = createSpecValidator(await readFile(new URL("../../../specs/ray.yaml", import.meta.url), "utf8"));
  const answers: Array<CheckedResponse> = [];
  const adapter = checkedAdapter(nodeAdapter, { validator, report: (answer) => void answers.push(answer) });
  return { cluster: ray(options, adapter), answers };
};
