import { memo, type MouseEvent, type ReactElement } from "react";
import { sizeText } from "../times.tsx";
import { ansiSpans } from "./ansi-spans.ts";
import type { LogRow } from "./log-row.ts";
import { type MarkedSpan, markMatches } from "./mark-matches.ts";

/** What a row needs to be drawn. */
export interface LogLineProps {
  readonly row: LogRow;
  readonly marked: boolean;
  readonly query: string;
  readonly matchCase: boolean;
  /** The address of the line, for its number. */
  readonly href: string;
  readonly onMark: (row: LogRow) => void;
  readonly onWhole: (row: LogRow) => void;
}

/** A line shows this many characters; a button shows the rest. */
const shownChars = 4000;

const spanStyle = ({ color, background }: MarkedSpan): { color?: string; backgroundColor?: string } => ({
  ...(color === undefined ? {} : { color: `rgb(${color})` }),
  ...(background === undefined ? {} : { backgroundColor: `rgb(${background})` }),
});

/** A character beyond the first 64 Ki is never looked at here: rows hold only the beginning of a long line. */
const shownText = ({ text }: LogRow): string => (text.length > shownChars ? text.slice(0, shownChars) : text);

/** One row of a log. Its text reaches the page only as text nodes. */
export const LogLine = memo(({ row, marked, query, matchCase, href, onMark, onWhole }: LogLineProps): ReactElement => {
  const whole = !row.cut && row.text.length <= shownChars;
  const onClick = (event: MouseEvent): void => {
    // With a modifier the link opens elsewhere, as links do.
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onMark(row);
  };
  return (
    <div className={marked ? "log-line log-marked" : "log-line"} aria-current={marked ? "true" : undefined}>
      <a
        className="log-number"
        href={href}
        onClick={onClick}
        aria-label={`Line ${row.number + 1}`}
        draggable={false}
        tabIndex={-1}
      >
        {row.number + 1}
      </a>
      <span className="log-text" dir="ltr">
        {markMatches(ansiSpans(shownText(row)), query, matchCase).map((span, index) => {
          const Tag = span.match ? "mark" : "span";
          return span.className === "" && span.color === undefined && span.background === undefined && !span.match ? (
            span.text
          ) : (
            // Spans have no identity but their order.
            <Tag key={index} className={span.className} style={spanStyle(span)}>
              {span.text}
            </Tag>
          );
        })}
        {!whole && (
          <button type="button" className="log-more" onClick={() => onWhole(row)}>
            Show more ({sizeText(row.end - row.offset)})
          </button>
        )}
        {row.hidden > 0 && (
          <span className="log-hidden" title="Earlier states of this progress bar. Press p to show them.">
            {row.hidden} earlier
          </span>
        )}
      </span>
    </div>
  );
});
