/** A page that shows the log of the job that its URL names: `/?job=train-7`. The text of a log becomes text nodes, never HTML. */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A job's log</title>
<pre></pre>
<p role="status"></p>
<script type="module">
  const job = new URLSearchParams(location.search).get("job") ?? "";
  const show = document.querySelector("pre");
  const status = document.querySelector("[role=status]");
  const events = new EventSource("/api/jobs/v1/systems/ray/jobs/" + encodeURIComponent(job) + "/log");
  events.addEventListener("data", ({ data }) => show.append(data));
  events.addEventListener("control", ({ data }) => {
    if (JSON.parse(data).streamClosed !== true) return;
    events.close();
    status.textContent = "The log is complete.";
  });
  events.addEventListener("problem", ({ data }) => {
    const problem = JSON.parse(data);
    if (problem.status < 500) events.close();
    status.textContent = problem.detail;
  });
  events.addEventListener("error", () => {
    status.textContent = events.readyState === EventSource.CLOSED ? "The log is not available." : "Connecting again …";
  });
</script>
</html>
`;
