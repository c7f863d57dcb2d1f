import { type ListedPackage, listedFiles } from "../../output/listed-files.ts";
import type { Output } from "../../output/stdout.ts";
import { listLocalFiles, type LocalFilesRequest } from "../../settings/local-files.ts";

/** Prints the packages that the runtime_envs would upload. Uploads nothing. */
export const printListedFiles = async (
  request: LocalFilesRequest,
  runtimeEnvs: ReadonlyArray<Readonly<Record<string, unknown>>>,
  json: boolean,
  output: Output,
  print: (text: string) => Promise<void>,
): Promise<void> => {
  const listed: Array<ListedPackage> = [];
  for (const env of runtimeEnvs) listed.push(...(await listLocalFiles(request, env)));
  if (listed.length === 0) request.notices.info("The runtime_env names no local folder or archive.");
  await print(listedFiles(listed, json, output));
};
