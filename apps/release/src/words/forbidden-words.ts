/** A phrase that Jobwire does not write, and what to write instead. */
interface ForbiddenPhrase {
  readonly pattern: RegExp;
  readonly say: string;
}

/** A forbidden phrase in a text. */
export interface WordFinding {
  /** Counted from 1. */
  readonly line: number;
  /** The words that were found. */
  readonly found: string;
  /** What to write instead. */
  readonly say: string;
}

/**
 * Phrases of the first version of the help and the docs, each with the plain words for it. Most are words of legal prose, passives
 * that end in a preposition, or everyday words in the place of a term of the field (say, tell, give, answer, place).
 */
const forbiddenPhrases: ReadonlyArray<ForbiddenPhrase> = [
  // Words with a plain form.
  { pattern: /\b(?:is|are|was|were|be) not to be had\b/, say: "is not available" },
  { pattern: /\bto be had\b/, say: "available" },
  { pattern: /\bthere (?:is|are|was|were) none\b/, say: "name the subject: has none, has no …" },
  { pattern: /\b(?:stands?|stood) (?:in )?for\b/, say: "is, replaces" },
  { pattern: /\b(?:stands|stood)\b/, say: "is, was; its position" },
  { pattern: /\bas it stands\b/, say: "unchanged" },
  { pattern: /\bthat which\b/, say: "the noun itself" },
  { pattern: /\bnews\b/, say: "new lines, progress" },
  { pattern: /\bat the (?:most|least)\b/, say: "at most, at least" },
  { pattern: /\bever more seldom\b/, say: "less and less often" },
  { pattern: /\bplease\b/, say: "leave it out" },

  // Reporting.
  { pattern: /\b(?:tells?|told|telling)\b/, say: "report; distinguish (for tell apart)" },
  { pattern: /\b(?:say|says|said|saying)\b(?!,)/, say: "report, show, print, name" },
  { pattern: /\bstatus words?\b/, say: "status" },
  { pattern: /\bwithout a word\b/, say: "without a message" },

  // Emitting.
  { pattern: /\bgive(?:s|n)? out\b/, say: "emit, yield, return" },
  { pattern: /\b(?:gives?|gave|giving)\b(?! up\b)/, say: "emit, yield, return; for input: pass, use" },
  { pattern: /\b(?:is|are|was|were) given\b/, say: "pass, set, return" },

  // Terms of the field.
  { pattern: /\banswer(?:s|ed|ing)?\b/, say: "response, respond" },
  { pattern: /\b(?:known|unknown|exact) places?\b/, say: "position" },
  { pattern: /\bplaces? (?:in|of|within) (?:the|a|an|its|this|that) (?:log|file|stream|text|line)\b/, say: "position" },

  // Passives that end in a preposition.
  {
    pattern: /\b(?:is|are|was|were|be|been|being) (?:\w+ly )?(?:waited|asked|looked|searched|paid|accounted) for\b/,
    say: "name who does it: the tail waits for …, asks for …",
  },
  {
    pattern: /\b(?:is|are|was|were|be|been|being) (?:gone|got|carried|read|followed|worked) on\b(?: with\b)?/,
    say: "name who does it: the tail continues",
  },
  { pattern: /\b(?:is|are|was|were|be|been|being) (?:looked|arrived) at\b/, say: "name who does it: Jobwire reads …" },
  { pattern: /\b(?:is|are|was|were|be|been|being) relied on\b/, say: "name who does it: Jobwire relies on …" },
  {
    pattern: /\b(?:is|are|was|were|be|been|being) (?:made|done) (?:use of|without|away with)\b/,
    say: "use, leave out",
  },

  // Metaphors.
  { pattern: /\b(?:ridden|rides?|riding|rode) (?:\w+ )?out\b/, say: "retry until …" },
  { pattern: /\bridden\b(?! out)/, say: "retry until …" },
  { pattern: /\bread(?:s|ing)? on(?= (?:from|by|at|over)\b|[.,;:])/, say: "continue reading" },
  { pattern: /\bto go on(?: with)?\s*:/, say: "to continue:" },
  { pattern: /\bto go on with\b/, say: "to continue" },
  { pattern: /\bgo(?:es)? on until\b/, say: "follow until …" },
  { pattern: /\b(?:answer|response) without sense\b/, say: "unreadable response" },
  { pattern: /\bdata as JSON\b/, say: "Print JSON" },
  { pattern: /\bend as soon as\b/, say: "Return right after …" },
  { pattern: /\bread this many\b/, say: "Follow at most this many" },
];

/** A sentence that begins with `What` and does not ask. */
const whatAsSubject =
  /(?:^[\s>*#|·-]*|[.!?:]\s+)(What (?!to\b|if\b)(?=\w|·)(?:[^.?!|\n]|\n(?!\s*\n))*)(?=[.!|]|\n\s*\n|(?![\s\S]))/gm;
const sayNoun = "begin with the noun: Text from the socket …";

// A phrase may continue in the next line, which may start with an indent.
const searches: ReadonlyArray<ForbiddenPhrase> = forbiddenPhrases.map(({ pattern, say }) => ({
  pattern: new RegExp(pattern.source.replaceAll(/ (?![?*+])/g, String.raw`\s+`), "gi"),
  say,
}));

/**
 * The phrases in a text that Jobwire does not write. The text is prose: blank out code first (`markdownProse` for Markdown,
 * `sourceMessages` and `sourceComments` for TypeScript).
 */
export const forbiddenWords = (text: string): ReadonlyArray<WordFinding> => {
  const lineAt = (offset: number): number => text.slice(0, offset).split("\n").length;
  const phrases = searches.flatMap(({ pattern, say }) =>
    Array.from(text.matchAll(pattern), (match) => ({ line: lineAt(match.index), found: match[0], say })),
  );
  const subjects = Array.from(text.matchAll(whatAsSubject), ({ 0: whole, 1: found = "", index }) => ({
    line: lineAt(index + whole.length - found.length),
    found: found.slice(0, 40),
    say: sayNoun,
  }));
  return [...phrases, ...subjects].sort((a, b) => a.line - b.line);
};
