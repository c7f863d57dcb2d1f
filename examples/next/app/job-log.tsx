"use client";
import { useEffect, useRef, useState } from "react";

/** The log of a job, live. The browser connects again by itself and continues where it was. */
export const JobLog = ({ job }: { readonly job: string }) => {
  const pre = useRef<HTMLPreElement>(null);
  const [status, setStatus] = useState("Connecting …");
  useEffect(() => {
    const events = new EventSource(`/api/jobs/v1/systems/ray/jobs/${encodeURIComponent(job)}/log`);
    // Text goes straight into the element: a state that grows with the log would render it again for every line.
    pre.current?.replaceChildren();
    events.addEventListener("data", ({ data }: MessageEvent<string>) => pre.current?.append(data));
    events.addEventListener("control", ({ data }: MessageEvent<string>) => {
      const { streamClosed } = JSON.parse(data) as { readonly streamClosed?: true };
      if (streamClosed === true) events.close();
      setStatus(streamClosed === true ? "The log is complete." : "");
    });
    events.addEventListener("problem", ({ data }: MessageEvent<string>) => {
      const problem = JSON.parse(data) as { readonly status: number; readonly detail: string };
      if (problem.status < 500) events.close();
      setStatus(problem.detail);
    });
    events.addEventListener("error", () => {
      setStatus(events.readyState === EventSource.CLOSED ? "The log is not available." : "Connecting again …");
    });
    return () => events.close();
  }, [job]);
  return (
    <>
      <pre ref={pre} />
      <p role="status">{status}</p>
    </>
  );
};
