import { expect, test } from "vitest";
import { ansiSpans } from "../../src/log/ansi-spans.ts";
import { collapseProgress } from "../../src/log/collapse-progress.ts";
import { markMatches } from "../../src/log/mark-matches.ts";
import { splitLines } from "../../src/log/split-lines.ts";
import { stripControls } from "../../src/log/strip-controls.ts";
import { visibleText } from "../../src/log/visible-text.ts";

const utf8 = new TextEncoder();
const textOf = (line: string): string =>
  ansiSpans(line)
    .map(({ text }) => text)
    .join("");

test("lines have their byte offsets, whatever they are made of", () => {
  const text = "first\n\nzwölf €\n😀 last";
  const rows = splitLines(utf8.encode(text), 100, 7);
  expect(rows.map(({ offset, number, text: line, open }) => [offset, number, line, open])).toEqual([
    [100, 7, "first", false],
    [106, 8, "", false],
    [107, 9, "zwölf €", false],
    [118, 10, "😀 last", true],
  ]);
  expect(rows.at(-1)?.end).toBe(100 + utf8.encode(text).length);
});

test("a cut line ends at a whole character", () => {
  const [row] = splitLines(utf8.encode(`${"€".repeat(5000)}\n`), 0, 0);
  expect(row).toMatchObject({ cut: true, end: 15_001 });
  expect(row?.text).toBe("€".repeat(Math.floor(8192 / 3)));
});

test("colours become classes and numbers, never markup", () => {
  expect(ansiSpans("\u001b[1;31m<b>red</b>\u001b[0m plain \u001b[38;5;196mx\u001b[48;2;1;2;3my")).toEqual([
    { text: "<b>red</b>", className: "ansi-bold ansi-red-fg" },
    { text: " plain ", className: "" },
    { text: "x", className: "", color: "255, 0, 0" },
    { text: "y", className: "", color: "255, 0, 0", background: "1, 2, 3" },
  ]);
  expect(ansiSpans("\u001b[38;5;232mx")[0]?.color).toBe("8, 8, 8");
});

test("hidden text is shown as it is", () => {
  expect(textOf("\u001b[8msecret\u001b[0m")).toBe("secret");
  expect(ansiSpans("\u001b[30;40mblack on black")[0]?.className).toBe("ansi-black-fg ansi-black-bg");
});

test("other escape sequences go; controls and direction marks become visible", () => {
  expect(visibleText("a\u001b[2J\u001b[10;10Hb\u001b]8;;http://evil\u0007link\u001b]8;;\u001b\\c")).toBe("ablinkc");
  expect(visibleText("a\u0000b\u0008c\u007fd\u0085e\tf")).toBe("a⟨NUL⟩b⟨BS⟩c⟨DEL⟩d⟨0085⟩e\tf");
  expect(visibleText("user\u202etxt.exe\u2066x\u200b")).toBe("user⟨RLO⟩txt.exe⟨LRI⟩x⟨ZWSP⟩");
  expect(visibleText("\u001b")).toBe("⟨ESC⟩");
  // Without its end an operating system command would hide the rest of the line.
  expect(visibleText("\u001b]0;title without an end")).toBe("0;title without an end");
  expect(stripControls("\u001b[31m50%\u001b[0m\u0007")).toBe("50%");
});

test("hostile lines take linear time", () => {
  for (const line of [
    "\u001b[".repeat(100_000),
    `\u001b[${"1;".repeat(100_000)}m`,
    "\u001b]".repeat(100_000),
    `${"!".repeat(200_000)}\u001b[!!!!!`,
    `\u001b[m${"!".repeat(200_000)}`,
    "[=".repeat(250),
    "\u202e".repeat(100_000),
  ]) {
    const began = performance.now();
    ansiSpans(line);
    collapseProgress(splitLines(utf8.encode(`${line}\n${line}\n`), 0, 0), undefined);
    expect(performance.now() - began).toBeLessThan(10_000);
  }
});

test("matches are marked across colours, and only they", () => {
  const spans = ansiSpans("one \u001b[31mtw\u001b[0mo two");
  expect(markMatches(spans, "TWO", false).map(({ text, match }) => [text, match])).toEqual([
    ["one ", false],
    ["tw", true],
    ["o", true],
    [" ", false],
    ["two", true],
  ]);
  expect(markMatches(spans, "TWO", true).some(({ match }) => match)).toBe(false);
  expect(markMatches(ansiSpans("aaaa"), "aa", true).map(({ text }) => text)).toEqual(["aa", "aa"]);
});

const collapsed = (...lines: ReadonlyArray<string>): ReadonlyArray<readonly [string, number]> =>
  collapseProgress(splitLines(utf8.encode(`${lines.join("\n")}\n`), 0, 0), undefined).map(({ text, hidden }) => [
    text,
    hidden,
  ]);

test("states of a progress bar are one row", () => {
  expect(
    collapsed(
      "  0%|          | 0/100 [00:00<?, ?it/s]",
      " 45%|████▌     | 45/100 [00:04<00:05,  9.98it/s]",
      " 46%|████▌     | 46/100 [00:04<00:05,  1.20s/it]",
      "100%|██████████| 100/100 [00:10<00:00,  9.97it/s]",
    ),
  ).toEqual([["100%|██████████| 100/100 [00:10<00:00,  9.97it/s]", 3]]);
  expect(
    collapsed(
      "   \u001b[90m━━━━━\u001b[0m 0.3/2.1 MB \u001b[31m900 kB/s\u001b[0m eta 0:00:02",
      "   \u001b[90m━━━━━\u001b[0m 2.1/2.1 MB \u001b[31m3.2 MB/s\u001b[0m eta 0:00:00",
    ),
  ).toHaveLength(1);
  expect(collapsed("Downloading model: 10%", "Downloading model: 55%", "Downloading model: 100%")).toHaveLength(1);
  expect(collapsed("[===>      ] 30%", "[=====>    ] 50%")).toHaveLength(1);
});

test("lines that only look alike stay", () => {
  for (const lines of [
    ["step 1", "step 2"],
    ["epoch 1 accuracy 50%", "epoch 2 accuracy 55%"],
    ["Downloading a: 50%", "Downloading b: 60%"],
    ["copy: 50%", "copy: 10%"],
    ["100%|██████████| 5/5 [00:01]", "  0%|          | 0/5 [00:00]"],
    ["2026-11-30 10:00:00 load 50%", "2026-11-30 10:00:01 load 60%"],
  ]) {
    expect(collapsed(...lines)).toHaveLength(lines.length);
  }
});
