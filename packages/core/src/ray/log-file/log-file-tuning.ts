/** Sizes that decide how the log file is read; tests make them small so that short logs take the paths of long ones. */
export interface LogFileTuning {
  /** A log of up to this many known bytes is read again from byte 0: one request, and nothing to prove. */
  readonly directBytes: number;
  /** The reader holds at most this many bytes of a response in memory until their position is proven. */
  readonly heldBytes: number;
  /** The number of lines of the first request when the reader searches the end of the file for a known line. */
  readonly firstGuessLines: number;
}

/** The sizes for real servers. */
export const realLogFileTuning: LogFileTuning = {
  directBytes: 512 * 1024,
  heldBytes: 4 * 1024 * 1024,
  firstGuessLines: 1000,
};
