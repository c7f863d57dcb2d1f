/** Sizes that decide how the log file is read; tests make them small so that short logs take the paths of long ones. */
export interface LogFileTuning {
  /** A log of up to this many known bytes is read again from byte 0: one request, and nothing to prove. */
  readonly directBytes: number;
  /** The most bytes of a response that are held in memory until their position is proven. */
  readonly heldBytes: number;
  /** Lines requested first when the end of the file is searched for a known line. */
  readonly firstGuessLines: number;
}

/** The sizes for real servers. */
export const realLogFileTuning: LogFileTuning = {
  directBytes: 512 * 1024,
  heldBytes: 4 * 1024 * 1024,
  firstGuessLines: 1000,
};
