import { CloseButton } from "@mantine/core";
import type { ReactElement } from "react";
import { CopyText } from "../copy-text.tsx";
import type { LogRow } from "./log-row.ts";
import type { LogSource } from "./log-source.ts";

const mostCopied = 4 * 1024 * 1024;

/** What a person can do with the marked line: copy it, or copy a link to it. */
export const MarkedLine = ({
  row,
  source,
  href,
  onClose,
}: {
  readonly row: LogRow;
  readonly source: LogSource;
  readonly href: string;
  readonly onClose: () => void;
}): ReactElement => {
  const text = async (): Promise<string> => {
    if (!row.cut) return row.text;
    const length = Math.min(mostCopied, row.end - row.offset - (row.open ? 0 : 1));
    const bytes = await source.read(row.offset, length, new AbortController().signal);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  };
  return (
    <div className="log-actions" role="group" aria-label={`Line ${row.number + 1}`}>
      <span>Line {(row.number + 1).toLocaleString("en")}</span>
      <CopyText label="Copy line" text={text} />
      <CopyText label="Copy link" icon="link" text={() => new URL(href, document.location.href).href} />
      <CloseButton size="sm" aria-label="Unmark the line" onClick={onClose} />
    </div>
  );
};
