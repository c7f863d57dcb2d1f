/** Runs after `changeset version`: updates the repository's `deno.json` files and core's `version.ts` to the new versions. */
import { writeDenoManifests } from "./deno-manifests.ts";
import { repository } from "./repository.ts";
import { writeVersionSource } from "./version-source.ts";

writeDenoManifests(repository);
writeVersionSource(repository);
