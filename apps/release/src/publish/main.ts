/** Publishes the packages of this tree to `npm` or to `jsr`. Only the workflow of a release runs it: both trust its OIDC token. */
import { copyRepository } from "../copy-repository.ts";
import { packAll } from "../pack.ts";
import { publicPackagesIn } from "../repository.ts";
import { checkTag } from "./check-tag.ts";
import { prepareForJsr, publishToJsr } from "./publish-to-jsr.ts";
import { publishToNpm } from "./publish-to-npm.ts";

const [registry] = process.argv.slice(2);
await using copy = await copyRepository();
const { root } = copy;
checkTag(process.env["GITHUB_REF_NAME"], publicPackagesIn(root)[0]?.manifest.version ?? "");
if (registry === "npm") {
  for (const name of await publishToNpm(await packAll(root), root, { dryRun: false })) console.log(`published ${name}`);
} else if (registry === "jsr") {
  await prepareForJsr(root);
  process.stdout.write(await publishToJsr(root, { dryRun: false }));
} else {
  throw new Error(`Unknown registry "${registry ?? ""}". Use npm or jsr.`);
}
