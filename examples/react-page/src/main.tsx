import { gateway } from "@jobwire/gateway/client";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { useJobLog } from "./use-job-log.ts";

/** One client for the page: its tails share connections and retries. */
const { jobs } = gateway({ address: new URL("/api/jobs", location.href).href }).ray("ray");

const JobLog = ({ id }: { readonly id: string }) => {
  const { lines, state } = useJobLog(jobs, id);
  return (
    <>
      <h1>{id}</h1>
      <pre>{lines.map((line) => `${line}\n`).join("")}</pre>
      <p role="status">{state}</p>
    </>
  );
};

const id = new URLSearchParams(location.search).get("job");
const element = document.querySelector("#root");
if (element === null) throw new Error("The page has no element #root.");
createRoot(element).render(
  <StrictMode>{id === null ? <p role="status">Add ?job=ID to the URL.</p> : <JobLog id={id} />}</StrictMode>,
);
