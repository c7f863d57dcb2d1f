import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type CSSProperties,
  type ReactElement,
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from "react";
import type { LogController } from "./log-controller.ts";
import { LogLine } from "./log-line.tsx";
import type { LogRow } from "./log-row.ts";
import type { LogState } from "./log-state.ts";
import { rowIndexAt } from "./log-window.ts";

/** The part of the log that is visible, by offsets and line numbers. */
export interface VisiblePart {
  readonly from: number;
  readonly to: number;
  readonly firstLine: number;
}

/** What the view can ask of its rows. */
export interface LogRowsHandle {
  readonly scrollLines: (lines: number) => void;
  readonly scrollPages: (pages: number) => void;
}

/** What the rows are drawn from. */
export interface LogRowsProps {
  readonly id: string;
  readonly log: LogController;
  readonly state: LogState;
  readonly label: string;
  readonly wrap: boolean;
  readonly query: string;
  readonly matchCase: boolean;
  readonly hrefOf: (offset: number) => string;
  readonly onMark: (row: LogRow) => void;
  readonly onWhole: (row: LogRow) => void;
  readonly onVisible: (part: VisiblePart) => void;
  readonly handle: Ref<LogRowsHandle>;
}

const lineHeight = 20;

/**
 * The loaded rows. The browser scrolls them, so that wheels and fingers feel as everywhere; rows come and go at both sides while the
 * line under the eye stays where it is.
 */
export const LogRows = (props: LogRowsProps): ReactElement => {
  const { id, log, state, label, wrap, onVisible } = props;
  const { window, scrollTo, following, size } = state;
  const { rows } = window;
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  /** The offset of the first visible row. */
  const top = useRef(0);
  const doneScroll = useRef<unknown>(undefined);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey: (index) => rows[index]?.from ?? index,
    overscan: 15,
    anchorTo: "end",
    useFlushSync: false,
  });

  const report = (): void => {
    const element = scroller.current;
    if (element === null || rows.length === 0) return;
    const firstItem = virtual.getVirtualItemForOffset(element.scrollTop);
    const lastItem = virtual.getVirtualItemForOffset(element.scrollTop + element.clientHeight - 1);
    const first = rows[firstItem?.index ?? 0];
    const last = rows[lastItem?.index ?? rows.length - 1];
    if (first === undefined || last === undefined) return;
    top.current = first.from;
    onVisible({ from: first.from, to: last.end, firstLine: first.number });
    log.look(first.from, last.end);
  };

  const wrapped = useRef(wrap);
  useLayoutEffect(() => {
    if (wrapped.current === wrap) return;
    wrapped.current = wrap;
    const index = rowIndexAt(window, top.current);
    virtual.measure();
    // Every row has another height now; the first visible one stays the first.
    if (!following && index >= 0) virtual.scrollToIndex(index, { align: "start" });
  }, [wrap, virtual, window, following]);

  const total = virtual.getTotalSize();
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || rows.length === 0) return;
    if (scrollTo !== undefined && scrollTo !== doneScroll.current) {
      doneScroll.current = scrollTo;
      virtual.scrollToIndex(scrollTo.align === "end" ? rows.length - 1 : rowIndexAt(window, scrollTo.offset), {
        align: scrollTo.align,
      });
    } else if (following) virtual.scrollToIndex(rows.length - 1, { align: "end" });
    lastTop.current = element.scrollTop;
  }, [window, rows, scrollTo, following, total, virtual]);

  // A bar that appears below, or another size of the page, must not hide the last lines.
  useEffect(() => {
    const element = scroller.current;
    if (element === null || !following) return undefined;
    const observer = new ResizeObserver(() => {
      virtual.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [following, virtual]);

  // After every change of the rows, since it may show others without a scroll.
  useEffect(report, [window, total]);

  const onScroll = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const rest = element.scrollHeight - element.scrollTop - element.clientHeight;
    const up = element.scrollTop < lastTop.current - 1;
    const down = element.scrollTop > lastTop.current + 1;
    lastTop.current = element.scrollTop;
    if (following && up && rest > 4) log.unfollow();
    else if (!following && down && rest < 2 && window.end === size && !state.loading) void log.toEnd();
    report();
  };

  useImperativeHandle(
    props.handle,
    () => ({
      scrollLines: (lines) => scroller.current?.scrollBy({ top: lines * lineHeight }),
      scrollPages: (pages) =>
        scroller.current?.scrollBy({
          top: pages * Math.max(lineHeight, scroller.current.clientHeight - 2 * lineHeight),
        }),
    }),
    [],
  );

  return (
    <div
      ref={scroller}
      id={id}
      className={wrap ? "log-scroller log-wrap" : "log-scroller"}
      role="log"
      aria-live="off"
      aria-label={label}
      aria-busy={state.loading}
      // The log is a region that scrolls, so it can have the focus.
      tabIndex={0}
      style={{ "--log-digits": `${String(state.lines).length}ch` } as CSSProperties}
      onScroll={onScroll}
    >
      <div style={{ height: total, position: "relative" }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div
              key={key}
              data-index={index}
              ref={wrap ? virtual.measureElement : null}
              className="log-row"
              style={{ transform: `translateY(${start}px)` }}
            >
              <LogLine
                row={row}
                marked={state.marked === row.offset}
                query={props.query}
                matchCase={props.matchCase}
                href={props.hrefOf(row.offset)}
                onMark={props.onMark}
                onWhole={props.onWhole}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
};
