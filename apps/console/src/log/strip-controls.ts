const escape = 0x1b;

/** Where an escape sequence that begins at `at` ends. Linear: it reads each character once. */
export const endOfEscape = (text: string, at: number): number => {
  const kind = text.charCodeAt(at + 1);
  if (kind === 0x5b) {
    // CSI: parameters and intermediates, then one final character.
    let end = at + 2;
    while (end < text.length && text.charCodeAt(end) >= 0x20 && text.charCodeAt(end) <= 0x3f) end += 1;
    const final = text.charCodeAt(end);
    return final >= 0x40 && final <= 0x7e ? end + 1 : end;
  }
  if (kind === 0x5d || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f) {
    // OSC and its kin: text up to BEL or ESC \. Without an end only the introducer goes, so that the text stays visible.
    for (let end = at + 2; end < text.length; end += 1) {
      const code = text.charCodeAt(end);
      if (code === 0x07) return end + 1;
      if (code === escape) return text.charCodeAt(end + 1) === 0x5c ? end + 2 : end;
    }
    return at + 2;
  }
  return Number.isNaN(kind) || kind < 0x20 || kind > 0x7e ? at + 1 : at + 2;
};

/** The text without escape sequences and control characters; tabs stay. */
export const stripControls = (text: string): string => {
  let result = "";
  let from = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === escape) {
      result += text.slice(from, at);
      from = at = endOfEscape(text, at);
    } else if (isControl(code)) {
      result += text.slice(from, at);
      from = at += 1;
    } else at += 1;
  }
  return from === 0 ? text : result + text.slice(from);
};

/** Whether a character is a control of C0 or C1, or DEL; a tab is not. */
export const isControl = (code: number): boolean => (code < 0x20 && code !== 0x09) || (code >= 0x7f && code <= 0x9f);
