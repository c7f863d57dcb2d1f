/** After `changeset version`: brings the repository's `deno.json` files and core's `version.ts` to their packages' versions. */
import { writeDenoManifests } from "./deno-manifests.ts";
import { repository } from "./repository.ts";
import { writeVersionSource } from "./version-source.ts";

writeDenoManifests(repository);
writeVersionSource(repository);
