import type { OpenStream } from "../streams/read-stream.ts";

/** Opens a stream for a reader that is counted until it leaves, and never when the stream cannot be opened. */
export const openForViewer = <Opened extends Pick<OpenStream, "leave">>(
  enterViewer: () => () => void,
  open: () => Opened,
): Opened => {
  const leaveViewers = enterViewer();
  try {
    const opened = open();
    const leave = (): void => {
      opened.leave();
      leaveViewers();
    };
    return { ...opened, leave };
  } catch (failure) {
    leaveViewers();
    throw failure;
  }
};
