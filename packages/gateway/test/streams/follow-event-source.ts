/**
 * Follows a log in a page with a bare `EventSource`: it reconnects by itself and sends `Last-Event-ID`. Runs in the page, so it uses
 * nothing from outside itself.
 */
export const followEventSource = (
  url: string,
  onBytes: (count: number) => void,
): Promise<{ readonly base64: string; readonly reconnects: number }> =>
  new Promise((resolve, reject) => {
    const source = new EventSource(url);
    let text = "";
    let opened = 0;
    source.addEventListener("open", () => {
      opened += 1;
    });
    source.addEventListener("data", ({ data }: MessageEvent<string>) => {
      text += data;
      onBytes(new TextEncoder().encode(data).length);
    });
    source.addEventListener("control", ({ data }: MessageEvent<string>) => {
      const { streamClosed } = JSON.parse(data) as { streamClosed?: boolean };
      if (streamClosed !== true) return;
      source.close();
      const bytes = new TextEncoder().encode(text);
      let binary = "";
      for (let at = 0; at < bytes.length; at += 8192) binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
      resolve({ base64: btoa(binary), reconnects: opened - 1 });
    });
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) reject(new Error("the EventSource gave up"));
    });
  });
