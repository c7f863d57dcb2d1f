import { Button, Group, Modal } from "@mantine/core";
import { type ReactElement, useEffect, useState } from "react";
import { CopyText } from "../copy-text.tsx";
import { sizeText } from "../times.tsx";
import type { LogRow } from "./log-row.ts";
import type { LogSource } from "./log-source.ts";
import { visibleText } from "./visible-text.ts";

const stepBytes = 128 * 1024;

/** A long line, a part at a time. */
export const WholeLine = ({
  row,
  source,
  onClose,
}: {
  readonly row: LogRow;
  readonly source: LogSource;
  readonly onClose: () => void;
}): ReactElement => {
  const [parts, setParts] = useState<ReadonlyArray<string>>([]);
  const [wanted, setWanted] = useState(stepBytes);
  const [error, setError] = useState("");
  const length = row.end - row.offset - (row.open ? 0 : 1);

  useEffect(() => {
    const stop = new AbortController();
    const read = async (): Promise<void> => {
      const bytes = await source.read(row.offset, Math.min(wanted, length), stop.signal);
      const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes, { stream: wanted < length });
      const pieces: Array<string> = [];
      for (let at = 0; at < text.length; at += 16_384) pieces.push(text.slice(at, at + 16_384));
      setParts(pieces);
    };
    read().catch((failure: unknown) => {
      if (!stop.signal.aborted) setError(failure instanceof Error ? failure.message : String(failure));
    });
    return () => stop.abort();
  }, [row.offset, length, wanted, source]);

  return (
    <Modal opened onClose={onClose} size="xl" title={`Line ${row.number + 1}, ${sizeText(length)}`} centered>
      <pre className="whole-line">
        {parts.map((part, index) => (
          // The parts are positions of the line.
          <span key={index}>{visibleText(part)}</span>
        ))}
      </pre>
      {error !== "" && <div role="alert">{error}</div>}
      <Group mt="sm">
        {wanted < length && (
          <Button variant="default" onClick={() => setWanted(Math.min(wanted * 2, length))}>
            Show more
          </Button>
        )}
        <CopyText label="Copy what is shown" text={() => parts.join("")} />
      </Group>
    </Modal>
  );
};
