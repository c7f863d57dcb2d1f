import { Badge } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, useEffect, useRef } from "react";
import { Ago, Duration } from "../times.tsx";
import type { ListedJob } from "./job-list.ts";
import { StatusBadge } from "./status-badge.tsx";

const rowHeight = 56;

/** Jobs as a table; each row is a link; only the visible rows exist. */
export const JobsTable = ({
  jobs,
  selected,
  keyOf,
}: {
  readonly jobs: ReadonlyArray<ListedJob>;
  readonly selected: string | undefined;
  readonly keyOf: (job: ListedJob) => string;
}): ReactElement => {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: jobs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const job = jobs[index];
      return job === undefined ? index : keyOf(job);
    },
    overscan: 10,
    useFlushSync: false,
  });
  const selectedIndex = selected === undefined ? -1 : jobs.findIndex((job) => keyOf(job) === selected);
  useEffect(() => {
    if (selectedIndex >= 0) rows.scrollToIndex(selectedIndex);
  }, [selectedIndex, rows]);

  return (
    <div className="jobs" role="table" aria-label="Jobs" aria-rowcount={jobs.length + 1}>
      <div className="job-row job-head" role="row" aria-rowindex={1}>
        {["Status", "Job", "System", "Started", "Duration"].map((name) => (
          <span key={name} role="columnheader" className={`cell-${name.toLowerCase()}`}>
            {name}
          </span>
        ))}
      </div>
      <div className="jobs-scroller" ref={scroller} role="rowgroup">
        <div style={{ height: rows.getTotalSize(), position: "relative" }} role="presentation">
          {rows.getVirtualItems().map(({ index, start, key }) => {
            const listed = jobs[index];
            if (listed === undefined) return null;
            const { job, system, facts } = listed;
            const path = keyOf(listed);
            return (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={path === selected}
                className="job-row"
                style={{ transform: `translateY(${start}px)`, height: rowHeight }}
              >
                <span role="cell" className="cell-status">
                  <StatusBadge job={job} />
                </span>
                <span role="cell" className="cell-job">
                  <a className="job-id" href={`#${path}`}>
                    {job.id}
                  </a>
                  <span className="job-title">{facts.title}</span>
                </span>
                <span role="cell" className="cell-system">
                  <Badge variant="default" radius="sm" tt="none">
                    {system.name}
                  </Badge>
                </span>
                <span role="cell" className="cell-started">
                  <Ago ms={job.startedAt} />
                </span>
                <span role="cell" className="cell-duration">
                  <Duration from={job.startedAt} to={job.outcome === null ? null : (job.endedAt ?? job.startedAt)} />
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
};
