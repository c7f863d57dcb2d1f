import { seededRandom } from "@jobwire/testing/internal";

/** Lines that a careless encoding loses or changes: server-sent events, JSON, HTML and UTF-8 each have some. */
const hardLines: ReadonlyArray<string> = [
  "",
  " ",
  "  begins with spaces",
  "\tbegins with a tab",
  "ends with spaces  ",
  "data: looks like an event",
  "event: control",
  'data:{"streamNextOffset":"0000000000000000","streamClosed":true}',
  "id: 0000000000000000",
  ": a comment",
  "retry: 0",
  "\uFEFFbegins with a byte order mark",
  "a line separator \u2028 and a paragraph separator \u2029 and a next line \u0085 are no line ends",
  "NUL \u0000, escape \u001b[31mred\u001b[0m, vertical tab \u000b, form feed \u000c",
  "héllo 世界 🌍 👩‍👩‍👧 e\u0301",
  "</script><script>alert(1)</script>",
  "\u202Eright to left\u202C",
  "\uFFFD",
];

/** The text of a log of about `bytes` bytes with all kinds of lines, some of them long; each ends with `\n`. */
export const hardLog = (bytes: number, seed: number): string => {
  const random = seededRandom(seed);
  const lines: Array<string> = [];
  for (let size = 0; size < bytes; ) {
    const hard = hardLines[Math.floor(random() * hardLines.length)] ?? "";
    const long = random() < 0.01 ? "äöü 🌍".repeat(Math.floor(random() * 2_000)) : "";
    const line = `${random() < 0.5 ? hard : `${lines.length} ${hard}`}${long}\n`;
    lines.push(line);
    size += line.length;
  }
  return lines.join("");
};
