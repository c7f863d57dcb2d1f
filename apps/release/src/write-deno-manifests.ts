/**
 * Runs after `changeset version`: updates the repository's `deno.json` files and core's `version.ts` to the new versions, and keeps the
 * one changelog.
 */
import { writeDenoManifests } from "./deno-manifests.ts";
import { keepOneChangelog } from "./one-changelog.ts";
import { repository } from "./repository.ts";
import { writeVersionSource } from "./version-source.ts";

writeDenoManifests(repository);
writeVersionSource(repository);
keepOneChangelog(repository);
