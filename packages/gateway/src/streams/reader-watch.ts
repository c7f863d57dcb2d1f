/** Drops a reader that takes nothing for too long. */
export interface ReaderWatch {
  /** Begins the time anew: the reader has something to take. */
  readonly start: (controller: ReadableStreamDefaultController<Uint8Array>) => void;
  /** The reader took it. */
  readonly stop: () => void;
}

/** Makes the watch of one response. `onDrop` runs before its body fails. */
export const readerWatch = (stallMs: number, onDrop: () => void): ReaderWatch => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    start: (controller) => {
      timer = setTimeout(() => {
        onDrop();
        controller.error(new Error("the reader took nothing for too long"));
      }, stallMs);
    },
    stop: () => clearTimeout(timer),
  };
};
