import { Code, Stack, Title } from "@mantine/core";
import type { ReactElement, ReactNode } from "react";
import type { Job, System } from "../api/types.ts";
import { cellText } from "../cluster/table-columns.ts";
import { Duration } from "../times.tsx";
import { titleOf } from "./job-facts.ts";
import { OutcomeView } from "./outcome-view.tsx";
import { SettingsView } from "./settings-view.tsx";

const timeText = (ms: number | null | undefined): string =>
  ms === null || ms === undefined ? "—" : new Date(ms).toLocaleString();

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

// These have rows of their own; everything else of the system's own job follows below.
const shownAbove = new Set([
  "entrypoint",
  "runtimeEnv",
  "status",
  "startTimeMs",
  "endTimeMs",
  "submissionId",
  "driverExitCode",
]);

/** Everything that is known of a job. */
export const JobDetails = ({ job, system }: { readonly job: Job; readonly system: System }): ReactElement => {
  const title = titleOf(system.kind, job);
  const rest = Object.fromEntries(
    Object.entries(job.job).filter(([name, value]) => !shownAbove.has(name) && value !== null && value !== undefined),
  );
  return (
    <Stack gap="md" className="details">
      <OutcomeView job={job} />
      <dl className="facts">
        <Fact name="Status">{job.status}</Fact>
        <Fact name={system.kind === "reasoner" ? "Reasoner" : "Entrypoint"}>
          {title === "" ? "—" : <Code className="value">{title}</Code>}
        </Fact>
        <Fact name="Started">{timeText(job.startedAt)}</Fact>
        <Fact name="Ended">{timeText(job.endedAt)}</Fact>
        <Fact name="Duration">
          <Duration from={job.startedAt} to={job.outcome === null ? null : (job.endedAt ?? job.startedAt)} />
        </Fact>
        {system.kind === "ray" && <Fact name="Exit code">{cellText(job.job["driverExitCode"])}</Fact>}
      </dl>
      {system.kind === "ray" && (
        <section>
          <Title order={2} size="h5" mb="xs">
            Runtime environment
          </Title>
          <SettingsView settings={job.job["runtimeEnv"]} name="runtime_env" />
        </section>
      )}
      <section>
        <Title order={2} size="h5" mb="xs">
          All fields
        </Title>
        <SettingsView settings={rest} name="fields" />
      </section>
    </Stack>
  );
};
