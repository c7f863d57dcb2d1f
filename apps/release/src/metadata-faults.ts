import type { Tarball } from "./pack.ts";

const site = "https://github.com/jobwire/jobwire";
/** Scripts that an installation would run. */
const lifecycle = ["preinstall", "install", "postinstall", "prepare", "prepublish"];
const fields = ["description", "keywords", "homepage", "bugs", "repository", "license", "author"];
const isEmpty = (value: unknown): boolean =>
  value === undefined || value === "" || (Array.isArray(value) && value.length === 0);
/** An exact version: it would install a second copy beside a program's own. */
const exact = /^\d/;

/** The pages of this repository that a README links to, with their headings. */
export const repositoryLinks = (readme: string): ReadonlyArray<string> =>
  Array.from(
    readme.matchAll(/\]\(https:\/\/github\.com\/jobwire\/jobwire\/blob\/main\/([^()\s]+)\)/g),
    ([, path = ""]) => path,
  );

const readmeFaults = (name: string, readme: string): ReadonlyArray<string> => [
  ...(readme.startsWith(`# ${name}\n`) ? [] : [`its README does not begin with its name`]),
  ...(readme.includes("\n## Install\n") ? [] : ["its README has no heading Install"]),
  ...(repositoryLinks(readme).some((path) => path.startsWith("docs/")) ? [] : ["its README links to no page of docs"]),
  ...(repositoryLinks(readme).includes("packages/jobwire/CHANGELOG.md")
    ? []
    : ["its README does not link to the changelog"]),
  ...(/\]\((?!https:)/.test(readme) ? ["its README has a link that is dead outside of the repository"] : []),
];

/** The faults of what a registry shows of a package, and of what an installation of it runs. */
export const metadataFaults = ({ manifest, readme, package: { folder } }: Tarball): ReadonlyArray<string> => {
  const given = manifest as unknown as Readonly<Record<string, unknown>>;
  const { repository = {}, publishConfig = {}, engines = {}, scripts = {}, dependencies = {} } = manifest;
  return [
    ...fields.filter((field) => isEmpty(given[field])).map((field) => `it has no ${field}`),
    ...(repository.url === `git+${site}.git` && repository.directory === folder
      ? []
      : [`its repository is not ${site}, directory ${folder}`]),
    ...(manifest.homepage === `${site}/tree/main/${folder}#readme` ? [] : ["its homepage is not its README"]),
    ...(manifest.bugs === `${site}/issues` ? [] : [`its bugs do not go to ${site}/issues`]),
    // Descriptions for other languages run on no runtime.
    ...((manifest.exports === undefined && given["bin"] === undefined) || Object.keys(engines).length > 0
      ? []
      : ["it has no engines"]),
    ...(publishConfig.access === "public" && publishConfig.provenance === true
      ? []
      : ["it would be published without provenance"]),
    ...lifecycle.filter((name) => name in scripts).map((name) => `an installation would run its script ${name}`),
    ...Object.entries(dependencies)
      .filter(([, range]) => exact.test(range))
      .map(([name, range]) => `${name} is the exact version ${range}, not a range`),
    ...readmeFaults(manifest.name, readme),
  ];
};
