/** The control sequence of a colour or style, and its parameters. */
// oxlint-disable-next-line no-control-regex -- matches the control sequence of a colour
export const sgrSequence: RegExp = /\u001b\[([0-9;:]{0,64})m/g;

/** The text without its colours. */
export const withoutSgr = (text: string): string => (text.includes("\u001b[") ? text.replace(sgrSequence, "") : text);

/** The colours and styles at a position of a line, as far as they can hide text. */
export interface SgrState {
  readonly concealed: boolean;
  /** The colour of the text and of its background. Undefined is the terminal's default. */
  readonly text: string | undefined;
  readonly background: string | undefined;
}

/** A line without colours. */
export const plainSgr: SgrState = { concealed: false, text: undefined, background: undefined };

/** Whether nobody can read text in this state: it is concealed, or has the colour of its background. */
export const hides = ({ concealed, text, background }: SgrState): boolean =>
  concealed || (text !== undefined && text === background);

/** The colour after a 38 or 48, and the number of its parameters: `5;n`, or `2;r;g;b`. */
const longColour = (rest: ReadonlyArray<string>): readonly [colour: string, taken: number] => {
  if (rest[0] === "5") return [String(Number(rest[1] ?? 0)), 2];
  return rest[0] === "2" ? [rest.slice(1, 4).map(Number).join(" "), 4] : ["", 1];
};

/** The same, with colons: `38:5:n`, `38:2::r:g:b`, `38:2:r:g:b`. */
const colonColour = (parts: ReadonlyArray<string>): string =>
  parts[1] === "5" ? String(Number(parts[2] ?? 0)) : parts.slice(-3).map(Number).join(" ");

/** The state after the parameters of an SGR sequence, such as `1;31`. */
export const afterSgr = (parameters: string, before: SgrState): SgrState => {
  const all = parameters.split(";");
  let state = before;
  for (let at = 0; at < all.length; at++) {
    const parts = (all[at] ?? "").split(":");
    const code = Number(parts[0] ?? 0);
    if (code === 38 || code === 48 || code === 58) {
      const [colour, taken] = parts.length > 1 ? [colonColour(parts), 0] : longColour(all.slice(at + 1));
      at += taken;
      if (code === 38) state = { ...state, text: colour };
      if (code === 48) state = { ...state, background: colour };
    } else if (code === 0) state = plainSgr;
    else if (code === 8) state = { ...state, concealed: true };
    else if (code === 28) state = { ...state, concealed: false };
    else if (code === 39) state = { ...state, text: undefined };
    else if (code === 49) state = { ...state, background: undefined };
    else if (code >= 30 && code <= 37) state = { ...state, text: String(code - 30) };
    else if (code >= 40 && code <= 47) state = { ...state, background: String(code - 40) };
    else if (code >= 90 && code <= 97) state = { ...state, text: String(code - 82) };
    else if (code >= 100 && code <= 107) state = { ...state, background: String(code - 92) };
  }
  return state;
};
