import { ActionIcon, Alert, Anchor, Badge, Center, Group, Loader, Tabs, Text, Title } from "@mantine/core";
import { lazy, type ReactElement, Suspense } from "react";
import { useHashLocation } from "wouter/use-hash-location";
import type { Job, System } from "../api/types.ts";
import { Icon } from "../icon.tsx";
import { type JobView, pathOf } from "../route.ts";
import { Duration } from "../times.tsx";
import { JobActions } from "./job-actions.tsx";
import { JobDetails } from "./job-details.tsx";
import { StatusBadge } from "./status-badge.tsx";
import { useJob } from "./use-job.ts";

const LogView = lazy(async () => ({ default: (await import("../log/log-view.tsx")).LogView }));
const EventsView = lazy(async () => ({ default: (await import("../events/events-view.tsx")).EventsView }));

/** The view of a job, as the address names it. */
export interface JobPageProps {
  readonly system: System;
  readonly id: string;
  readonly view: JobView | undefined;
  readonly offset: number | undefined;
}

const viewsOf = ({ operations }: System): ReadonlyArray<JobView> => [
  ...(operations.includes("log") ? (["log"] as const) : []),
  ...(operations.includes("events") ? (["events"] as const) : []),
  "details",
];

const names: Readonly<Record<JobView, string>> = { log: "Log", events: "Events", details: "Details" };

/** One job: its log or events, and its facts. */
export const JobPage = ({ system, id, view, offset }: JobPageProps): ReactElement => {
  const [, navigate] = useHashLocation();
  const { data: job, error, isPending, refetch } = useJob(system, id);
  const views = viewsOf(system);
  const shown = view !== undefined && views.includes(view) ? view : (views[0] ?? "details");
  return (
    <div className="job-page">
      <Group gap="xs" wrap="nowrap" className="job-header">
        <ActionIcon component="a" href="#/jobs" variant="subtle" aria-label="All jobs">
          <Icon name="back" />
        </ActionIcon>
        <div className="job-heading">
          <Title order={1} size="h4" className="job-name" title={id}>
            {id}
          </Title>
          <Group gap={6} wrap="wrap">
            {job !== undefined && <StatusBadge job={job} size="sm" />}
            <Badge
              component="a"
              href={`#${pathOf("systems", system.name)}`}
              variant="default"
              radius="sm"
              size="sm"
              tt="none"
            >
              {system.name}
            </Badge>
            {job !== undefined && (
              <Text size="xs" c="dimmed" component="span">
                <Duration from={job.startedAt} to={job.outcome === null ? null : (job.endedAt ?? job.startedAt)} />
              </Text>
            )}
          </Group>
        </div>
        {job !== undefined && <JobActions job={job} system={system} />}
      </Group>
      {error !== null && job === undefined && (
        <Alert color="red" title="This job cannot be read" role="alert">
          {error.message} <Anchor href="#/jobs">Show all jobs</Anchor>
        </Alert>
      )}
      {isPending && (
        <Center p="xl">
          <Loader aria-label="Loading the job" />
        </Center>
      )}
      {job !== undefined && (
        <Tabs
          value={shown}
          onChange={(value) => value !== null && navigate(pathOf("jobs", system.name, id, value), { replace: true })}
          className="job-tabs"
          keepMounted={false}
        >
          <Tabs.List>
            {views.map((each) => (
              <Tabs.Tab key={each} value={each}>
                {names[each]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {views.map((each) => (
            <Tabs.Panel key={each} value={each} className={each === "log" ? "panel panel-log" : "panel"}>
              <Suspense fallback={<Loader m="xl" aria-label="Loading" />}>
                <View view={each} job={job} system={system} offset={offset} onEnd={() => void refetch()} />
              </Suspense>
            </Tabs.Panel>
          ))}
        </Tabs>
      )}
    </div>
  );
};

const View = ({
  view,
  job,
  system,
  offset,
  onEnd,
}: {
  readonly view: JobView;
  readonly job: Job;
  readonly system: System;
  readonly offset: number | undefined;
  readonly onEnd: () => void;
}): ReactElement => {
  if (view === "log") return <LogView job={job} system={system.name} offset={offset} onEnd={onEnd} />;
  if (view === "events") return <EventsView job={job} system={system.name} onEnd={onEnd} />;
  return <JobDetails job={job} system={system} />;
};
