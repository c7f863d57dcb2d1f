/** After `changeset version`: brings the repository's `deno.json` files up to their packages' versions. */
import { writeDenoManifests } from "./deno-manifests.ts";
import { repository } from "./repository.ts";

writeDenoManifests(repository);
