import { JobLog } from "./job-log.tsx";

/** The log of the job that the URL names: `/?job=train-7`. */
export default async function Page({
  searchParams,
}: {
  readonly searchParams: Promise<Readonly<Record<string, string | ReadonlyArray<string> | undefined>>>;
}) {
  const { job } = await searchParams;
  return typeof job === "string" ? <JobLog job={job} /> : <p>Add ?job= and the id of a job to the URL.</p>;
}
