import {
  Alert,
  Anchor,
  Button,
  Center,
  CloseButton,
  Group,
  Loader,
  NativeSelect,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { type ReactElement, useMemo, useRef, useState } from "react";
import { useHashLocation } from "wouter/use-hash-location";
import type { System } from "../api/types.ts";
import { Icon } from "../icon.tsx";
import { useKeys } from "../keys/use-keys.ts";
import { pathOf } from "../route.ts";
import { filterJobs, type JobFilter, type ListedJob } from "./job-list.ts";
import { JobsTable } from "./jobs-table.tsx";
import type { StatusGroup } from "./status-group.ts";
import { useJobs } from "./use-jobs.ts";

const noFilter: JobFilter = { system: "", status: "", text: "" };
// Kept while the page shows something else.
let lastFilter = noFilter;

const statuses: ReadonlyArray<{ readonly value: StatusGroup | ""; readonly label: string }> = [
  { value: "", label: "Any status" },
  { value: "waiting", label: "Waiting" },
  { value: "running", label: "Running" },
  { value: "succeeded", label: "Succeeded" },
  { value: "failed", label: "Failed" },
  { value: "stopped", label: "Stopped" },
];

const keyOf = ({ system, job }: ListedJob): string => pathOf("jobs", system.name, job.id);

/** The jobs of all systems, live. */
export const JobsPage = ({ systems }: { readonly systems: ReadonlyArray<System> }): ReactElement => {
  const [, navigate] = useHashLocation();
  const { jobs, loading, failures } = useJobs(systems);
  const [filter, setFilter] = useState<JobFilter>(lastFilter);
  const [selected, setSelected] = useState<string>();
  const search = useRef<HTMLInputElement>(null);
  const shown = useMemo(() => filterJobs(jobs, filter), [jobs, filter]);
  const change = (part: Partial<JobFilter>): void => {
    lastFilter = { ...filter, ...part };
    setFilter(lastFilter);
  };
  const move = (by: number): void => {
    const at = shown.findIndex((listed) => keyOf(listed) === selected);
    const next = shown[at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next !== undefined) setSelected(keyOf(next));
  };
  useKeys({
    j: () => move(1),
    ArrowDown: () => move(1),
    k: () => move(-1),
    ArrowUp: () => move(-1),
    Enter: () => selected !== undefined && navigate(selected),
    "/": () => search.current?.select(),
    c: () => navigate("/submit"),
  });
  const submits = systems.some(({ operations }) => operations.includes("submit"));

  return (
    <Stack gap="sm" className="page">
      <Group justify="space-between" wrap="nowrap">
        <Title order={1} size="h3">
          Jobs{" "}
          <Text span c="dimmed" size="md" aria-live="polite">
            {shown.length === jobs.length ? jobs.length : `${shown.length} of ${jobs.length}`}
          </Text>
        </Title>
        {submits && (
          <Button component="a" href="#/submit" leftSection={<Icon name="plus" size={16} />}>
            Submit
          </Button>
        )}
      </Group>
      <div className="filters" role="search">
        <TextInput
          ref={search}
          className="filter-text"
          aria-label="Filter jobs by text"
          placeholder="Filter by id, command or name"
          leftSection={<Icon name="search" size={16} />}
          rightSection={
            filter.text === "" ? null : (
              <CloseButton size="sm" aria-label="Clear the filter" onClick={() => change({ text: "" })} />
            )
          }
          value={filter.text}
          onChange={(event) => change({ text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === "Escape" || event.key === "Enter") event.currentTarget.blur();
          }}
        />
        <NativeSelect
          aria-label="System"
          value={filter.system}
          onChange={(event) => change({ system: event.currentTarget.value })}
          data={[{ value: "", label: "All systems" }, ...systems.map(({ name }) => ({ value: name, label: name }))]}
        />
        <NativeSelect
          aria-label="Status"
          value={filter.status}
          onChange={(event) => change({ status: event.currentTarget.value as StatusGroup | "" })}
          data={[...statuses]}
        />
      </div>
      {failures.map((message) => (
        <Alert key={message} color="red" title="Some jobs cannot be read" role="alert">
          {message}
        </Alert>
      ))}
      {shown.length > 0 ? (
        <JobsTable jobs={shown} selected={selected} keyOf={keyOf} />
      ) : loading ? (
        <Center p="xl">
          <Loader aria-label="Loading jobs" />
        </Center>
      ) : (
        <Center p="xl">
          <Text c="dimmed">
            {jobs.length > 0 ? (
              <>
                No job matches.{" "}
                <Anchor component="button" onClick={() => change(noFilter)}>
                  Show all
                </Anchor>
              </>
            ) : (
              "There are no jobs yet."
            )}
          </Text>
        </Center>
      )}
    </Stack>
  );
};
