/** The reason of a signal whose reader left. One for all: a new `DOMException` for each connection costs its stack. */
export const endedByReader: Error = new Error("ended by its reader");
