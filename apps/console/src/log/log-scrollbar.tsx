import { type PointerEvent, type ReactElement, useLayoutEffect, useRef, useState } from "react";
import { offsetAt, thumbOf } from "./scroll-model.ts";

/** Where the view is in the log, and how it gets elsewhere. */
export interface LogScrollbarProps {
  /** The visible part of the log, in bytes. */
  readonly from: number;
  readonly to: number;
  readonly size: number;
  /** For screen readers, such as `line 5 of 100`. */
  readonly label: string;
  readonly controls: string;
  readonly onOffset: (offset: number) => void;
}

const stepMs = 80;

/** A scrollbar over the bytes of the whole log; the browser's own knows only the rows that are loaded. */
export const LogScrollbar = ({ from, to, size, label, controls, onOffset }: LogScrollbarProps): ReactElement => {
  const track = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  const [drag, setDrag] = useState<{ readonly grip: number; readonly top: number }>();
  const last = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useLayoutEffect(() => {
    const element = track.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const model = { from, to, size, track: height };
  const thumb = thumbOf(model);
  const top = drag === undefined ? thumb.top : Math.min(Math.max(0, drag.top), height - thumb.height);

  // While a person drags, a few jumps a second are enough; the last one always happens.
  const goTo = (offset: number): void => {
    clearTimeout(timer.current);
    const wait = Math.max(0, last.current + stepMs - Date.now());
    timer.current = setTimeout(() => {
      last.current = Date.now();
      onOffset(offset);
    }, wait);
  };
  const at = (event: PointerEvent): number => event.clientY - (track.current?.getBoundingClientRect().top ?? 0);
  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    const y = at(event);
    const onThumb = y >= thumb.top && y <= thumb.top + thumb.height;
    const grip = onThumb ? y - thumb.top : thumb.height / 2;
    setDrag({ grip, top: y - grip });
    if (!onThumb) goTo(offsetAt(y - grip, model));
  };
  const onMove = (event: PointerEvent): void => {
    if (drag === undefined) return;
    const y = at(event);
    setDrag({ grip: drag.grip, top: y - drag.grip });
    goTo(offsetAt(y - drag.grip, model));
  };

  return (
    <div
      ref={track}
      className="log-scrollbar"
      role="scrollbar"
      aria-orientation="vertical"
      aria-controls={controls}
      aria-label="Position in the log"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={size === 0 ? 0 : Math.round((100 * from) / size)}
      aria-valuetext={label}
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={() => setDrag(undefined)}
      onPointerCancel={() => setDrag(undefined)}
    >
      {thumb.height < height && <div className="log-thumb" style={{ top, height: thumb.height }} />}
    </div>
  );
};
