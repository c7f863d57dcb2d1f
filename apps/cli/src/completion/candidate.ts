/** A word to suggest. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** Words to suggest, or `files` for the shell's own completion of paths. */
export type Candidates = ReadonlyArray<Candidate> | "files";
