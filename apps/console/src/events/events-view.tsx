import "../log/log.css";
import { Alert, Badge, Text } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactElement, useEffect, useRef } from "react";
import type { Job } from "../api/types.ts";
import { LogEnd } from "../log/log-end.tsx";
import { visibleText } from "../log/visible-text.ts";
import { pathOf } from "../route.ts";
import { useEvents } from "./use-events.ts";

/** The events of a reasoner job as they come. */
export const EventsView = ({
  job,
  system,
  onEnd,
}: {
  readonly job: Job;
  readonly system: string;
  readonly onEnd: () => void;
}): ReactElement => {
  const { events, closed, upToDate, problem } = useEvents(system, job.id);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 32,
    getItemKey: (index) => events[index]?.number ?? index,
    anchorTo: "end",
    followOnAppend: true,
    overscan: 10,
    useFlushSync: false,
  });
  useEffect(() => {
    if (closed) onEnd();
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [closed]);
  return (
    <div className="events">
      {problem !== undefined && (
        <Alert color="red" title="The events stopped here" role="alert">
          {problem}
        </Alert>
      )}
      <div className="events-scroller" ref={scroller} role="log" aria-label={`Events of job ${job.id}`} tabIndex={0}>
        <div style={{ height: virtual.getTotalSize(), position: "relative" }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const event = events[index];
            return event === undefined ? null : (
              <div
                key={key}
                data-index={index}
                ref={virtual.measureElement}
                className="event"
                style={{ transform: `translateY(${start}px)` }}
              >
                <span className="log-number">{event.number}</span>
                <Badge variant="default" radius="sm" size="sm" tt="none">
                  {event.type}
                </Badge>
                <span className="event-text" dir="ltr">
                  {visibleText(event.text)}
                </span>
              </div>
            );
          })}
        </div>
        {events.length === 0 && (
          <Text c="dimmed" p="md">
            {upToDate || closed ? "There are no events yet." : "Reading the events …"}
          </Text>
        )}
      </div>
      <div className="log-footer" role="status">
        <span>
          {events.length.toLocaleString("en")} {events.length === 1 ? "event" : "events"}
        </span>
        <span>{problem !== undefined ? "stopped" : closed ? "complete" : "live"}</span>
      </div>
      {closed && <LogEnd job={job} detailsHref={`#${pathOf("jobs", system, job.id, "details")}`} />}
    </div>
  );
};
