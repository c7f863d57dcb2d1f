/** Engines of 2023 and later have it; older ones search. */
interface ChecksItself {
  readonly isWellFormed?: () => boolean;
}

/** Replaces half surrogate pairs by U+FFFD: JSON may escape one, but UTF-8 (and so a log) has no bytes for it. */
export const wellFormed = (text: string): string =>
  (text as ChecksItself).isWellFormed?.() === true ? text : text.replace(/\p{Surrogate}/gu, "\ufffd");
