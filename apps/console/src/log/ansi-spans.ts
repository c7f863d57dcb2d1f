import Anser from "anser";
import { visibleText } from "./visible-text.ts";

/** A stretch of a line in one style. `text` is text, never HTML. */
export interface LogSpan {
  readonly text: string;
  /** The classes of the style, such as `ansi-red ansi-bold`; empty for plain text. */
  readonly className: string;
  /** A colour of the 256 or of all, as `r, g, b`. */
  readonly color?: string;
  readonly background?: string;
}

const bySystem = /^ansi-(?:bright-)?(?:black|red|green|yellow|blue|magenta|cyan|white)$/;
const palette = /^ansi-palette-(\d{1,3})$/;
const levels = [0, 95, 135, 175, 215, 255];

/** The colour of an index from 16 to 255 of the palette of 256. */
const paletteColor = (index: number): string => {
  if (index >= 232)
    return Array(3)
      .fill(8 + (index - 232) * 10)
      .join(", ");
  const cube = index - 16;
  return [cube / 36, (cube / 6) % 6, cube % 6].map((part) => levels[Math.floor(part)] ?? 0).join(", ");
};

const colorOf = (name: string | null, truecolor: string | null): { className?: string; rgb?: string } => {
  if (name === null) return {};
  if (name === "ansi-truecolor") return truecolor === null ? {} : { rgb: truecolor };
  const index = palette.exec(name)?.[1];
  if (index !== undefined) return { rgb: paletteColor(Number(index)) };
  return bySystem.test(name) ? { className: name } : {};
};

/** The styles of one line. Styles begin anew with each line, since the view may begin at any line. */
export const ansiSpans = (line: string): ReadonlyArray<LogSpan> => {
  const text = visibleText(line);
  if (!text.includes("\u001b")) return [{ text, className: "" }];
  const spans: Array<LogSpan> = [];
  for (const entry of Anser.ansiToJson(text, { use_classes: true, remove_empty: true })) {
    const front = colorOf(entry.fg, entry.fg_truecolor);
    const back = colorOf(entry.bg, entry.bg_truecolor);
    const classes = [...new Set(entry.decorations)].map((name) => `ansi-${name}`);
    if (front.className !== undefined) classes.push(`${front.className}-fg`);
    if (back.className !== undefined) classes.push(`${back.className}-bg`);
    spans.push({
      text: entry.content,
      className: classes.join(" "),
      ...(front.rgb === undefined ? {} : { color: front.rgb }),
      ...(back.rgb === undefined ? {} : { background: back.rgb }),
    });
  }
  return spans;
};
