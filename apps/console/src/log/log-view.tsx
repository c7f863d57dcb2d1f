import "./log.css";
import { Alert, Button, Loader } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { type ReactElement, useCallback, useEffect, useId, useRef, useState } from "react";
import { useHashLocation } from "wouter/use-hash-location";
import type { Job } from "../api/types.ts";
import { useKeys } from "../keys/use-keys.ts";
import { pathOf } from "../route.ts";
import { sizeText } from "../times.tsx";
import { LogEnd } from "./log-end.tsx";
import { LogRows, type LogRowsHandle, type VisiblePart } from "./log-rows.tsx";
import type { LogRow } from "./log-row.ts";
import { LogScrollbar } from "./log-scrollbar.tsx";
import { LogToolbar } from "./log-toolbar.tsx";
import type { LogState } from "./log-state.ts";
import { rowIndexAt } from "./log-window.ts";
import { MarkedLine } from "./marked-line.tsx";
import { toOffset } from "./offset.ts";
import { useLog } from "./use-log.ts";
import { useSearch } from "./use-search.ts";
import { WholeLine } from "./whole-line.tsx";

/** What the log view shows. */
export interface LogViewProps {
  readonly job: Job;
  readonly system: string;
  /** The linked line. */
  readonly offset: number | undefined;
  /** Called when the log is complete, since its job has ended then. */
  readonly onEnd: () => void;
}

const nothingVisible: VisiblePart = { from: 0, to: 0, firstLine: 0 };

/** What an empty view means. */
const emptyText = ({ loading, size, closed }: LogState): string => {
  if (loading || size > 0) return "Reading the log …";
  return closed ? "This job wrote no log." : "Waiting for the first line …";
};

/** The log of a job, of any length. */
export const LogView = ({ job, system, offset, onEnd }: LogViewProps): ReactElement => {
  const regionId = useId();
  const [, navigate] = useHashLocation();
  const [wrap, setWrap] = useLocalStorage({
    key: "jobwire-wrap",
    // On a telephone most lines are wider than the page.
    defaultValue: globalThis.innerWidth < 600,
    getInitialValueInEffect: false,
  });
  const [collapse, setCollapse] = useLocalStorage({
    key: "jobwire-collapse",
    defaultValue: true,
    getInitialValueInEffect: false,
  });
  const { log, state } = useLog(system, job.id, offset, collapse);
  const [visible, setVisible] = useState(nothingVisible);
  const visibleFrom = useRef(0);
  const [whole, setWhole] = useState<LogRow>();
  const searchField = useRef<HTMLInputElement>(null);
  const rows = useRef<LogRowsHandle>(null);

  const hrefOf = useCallback(
    (at: number) => `#${pathOf("jobs", system, job.id, "log", toOffset(at))}`,
    [system, job.id],
  );
  const link = useCallback((at: number) => navigate(hrefOf(at).slice(1), { replace: true }), [navigate, hrefOf]);

  // A link that is opened, or a step through the history; not the page's own marks.
  useEffect(() => {
    if (offset !== undefined && log !== undefined && log.state().marked !== offset)
      void log.show(offset, "center", true);
  }, [offset, log]);
  useEffect(() => {
    void log?.setCollapse(collapse);
  }, [collapse, log]);
  const { closed } = state;
  useEffect(() => {
    if (closed) onEnd();
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [closed]);

  const onVisible = useCallback((part: VisiblePart) => {
    visibleFrom.current = part.from;
    setVisible((before) => (before.from === part.from && before.to === part.to ? before : part));
  }, []);
  const onMark = useCallback(
    (row: LogRow) => {
      log?.mark(row.offset);
      link(row.offset);
    },
    [log, link],
  );
  const onFound = (at: number): void => {
    void log?.show(at, "center", true);
    link(at);
  };
  const unmark = (): void => {
    log?.unmark();
    navigate(pathOf("jobs", system, job.id, "log"), { replace: true });
  };
  const search = useSearch(log, () => visibleFrom.current, onFound);
  const follow = (): void => {
    if (state.following) log?.unfollow();
    else void log?.toEnd();
  };
  const toStart = (): void => void log?.toStart();
  const toEnd = (): void => void log?.toEnd();
  const toggleWrap = (): void => setWrap(!wrap);
  const toggleCollapse = (): void => setCollapse(!collapse);

  useKeys({
    j: () => rows.current?.scrollLines(1),
    ArrowDown: () => rows.current?.scrollLines(1),
    k: () => rows.current?.scrollLines(-1),
    ArrowUp: () => rows.current?.scrollLines(-1),
    " ": () => rows.current?.scrollPages(1),
    PageDown: () => rows.current?.scrollPages(1),
    PageUp: () => rows.current?.scrollPages(-1),
    m: () => {
      const first = state.window.rows[rowIndexAt(state.window, visible.from)];
      if (first !== undefined) onMark(first);
    },
    g: toStart,
    Home: toStart,
    G: toEnd,
    End: toEnd,
    f: follow,
    w: toggleWrap,
    p: toggleCollapse,
    n: () => search.find("next"),
    N: () => search.find("previous"),
    "/": () => searchField.current?.select(),
  });

  const marked = state.marked === undefined ? undefined : state.window.rows[rowIndexAt(state.window, state.marked)];
  const scrollTo = (at: number): void => {
    if (at >= state.size - (visible.to - visible.from)) toEnd();
    else void log?.show(at, "start", false);
  };

  return (
    <div className="log">
      <LogToolbar
        search={search}
        searchRef={searchField}
        following={state.following}
        wrap={wrap}
        collapse={collapse}
        downloadUrl={log?.source.downloadUrl ?? ""}
        onFollow={follow}
        onStart={toStart}
        onEnd={toEnd}
        onWrap={toggleWrap}
        onCollapse={toggleCollapse}
      />
      <div className="log-body">
        {log !== undefined && (
          <LogRows
            id={regionId}
            log={log}
            state={state}
            label={`Log of job ${job.id}`}
            wrap={wrap}
            query={search.query}
            matchCase={search.matchCase}
            hrefOf={hrefOf}
            onMark={onMark}
            onWhole={setWhole}
            onVisible={onVisible}
            handle={rows}
          />
        )}
        <LogScrollbar
          from={visible.from}
          to={visible.to}
          size={state.size}
          label={`line ${visible.firstLine + 1} of ${state.lines}`}
          controls={regionId}
          onOffset={scrollTo}
        />
        {state.loading && (
          <div className="log-loading">
            <Loader size="xs" aria-label="Loading the log" />
          </div>
        )}
        {state.window.rows.length === 0 && state.problem === undefined && (
          <div className="log-empty">{emptyText(state)}</div>
        )}
        {state.newLines > 0 && !state.following && (
          <button type="button" className="log-pill" onClick={toEnd}>
            {state.newLines.toLocaleString("en")} new {state.newLines === 1 ? "line" : "lines"} ↓
          </button>
        )}
        {marked !== undefined && state.marked === marked.offset && log !== undefined && (
          <MarkedLine row={marked} source={log.source} href={hrefOf(marked.offset)} onClose={unmark} />
        )}
      </div>
      <div className="log-footer" role="status">
        <span>
          {state.lines.toLocaleString("en")} {state.lines === 1 ? "line" : "lines"}, {sizeText(state.size)}
        </span>
        <span>
          {state.problem !== undefined ? "stopped" : closed ? "complete" : state.following ? "following" : "live"}
        </span>
      </div>
      {closed && <LogEnd job={job} detailsHref={`#${pathOf("jobs", system, job.id, "details")}`} />}
      {state.problem !== undefined && (
        <Alert color="red" title="The log stopped here" role="alert" className="outcome">
          <div>{state.problem.message}</div>
          <div>
            {state.problem.problem._tag !== undefined && <>{state.problem.problem._tag}. </>}
            The lines above are complete up to offset {state.problem.problem.offset ?? toOffset(state.size)}.
          </div>
          <Button size="xs" mt="xs" variant="default" onClick={() => void log?.retry()}>
            Try again
          </Button>
        </Alert>
      )}
      {whole !== undefined && log !== undefined && (
        <WholeLine row={whole} source={log.source} onClose={() => setWhole(undefined)} />
      )}
    </div>
  );
};
