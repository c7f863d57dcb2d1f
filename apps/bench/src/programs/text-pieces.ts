/** The body of a response as text, piece by piece; each piece ends at the last `end` that arrived, and a rest without one comes last. */
export const textPieces = async function* (url: string, end: string): AsyncGenerator<string, void, void> {
  const response = await fetch(url);
  if (!response.ok || response.body === null) throw new Error(`${url}: status ${response.status}`);
  const decoder = new TextDecoder();
  let held = "";
  for await (const bytes of response.body) {
    const text = held + decoder.decode(bytes as Uint8Array, { stream: true });
    const cut = text.lastIndexOf(end);
    held = cut < 0 ? text : text.slice(cut + end.length);
    if (cut >= 0) yield text.slice(0, cut);
  }
  if (held !== "") yield held;
};
