/** The requests that a page of a foreign origin can try, run in the page. */

/** A write that a program may send and a page may not. */
export interface ForeignWrite {
  readonly url: string;
  /** JSON text. */
  readonly body: string;
}

/** The task of a page. */
export interface Attack {
  readonly writes: ReadonlyArray<ForeignWrite>;
  readonly sockets: ReadonlyArray<string>;
  /** Addresses that it tries to read, including as a script. */
  readonly reads: ReadonlyArray<string>;
}

/** The outcome, as far as the page knows. */
export interface Seen {
  /** Writes whose response the page could read. */
  readonly readable: ReadonlyArray<string>;
  readonly socketsOpened: ReadonlyArray<string>;
  readonly readsReadable: ReadonlyArray<string>;
  readonly leaked: unknown;
}

/** Runs in the page, so it uses nothing from outside itself. */
export const attack = async ({ writes, sockets, reads }: Attack): Promise<Seen> => {
  const readable: Array<string> = [];
  const socketsOpened: Array<string> = [];
  const readsReadable: Array<string> = [];

  const fetched = async (url: string, init: RequestInit): Promise<void> => {
    try {
      const answer = await fetch(url, { credentials: "include", ...init });
      await answer.text();
      if (answer.type !== "opaque") readable.push(`${init.method} ${url}: ${answer.status}`);
    } catch {
      // Refused by the browser after the response, or before the request.
    }
  };

  const submitted = (
    { url, body }: ForeignWrite,
    enctype: string,
    method: string,
    sandbox: string | undefined,
  ): Promise<void> =>
    new Promise((resolve) => {
      const frame = document.createElement("iframe");
      // The body as the name of a field: as text/plain it is JSON except for the text after it.
      const [name, value] = [`${body.slice(0, -1)},"x":"`, '"}'].map((text) =>
        text.replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
      );
      const form = `<form action="${url}" method="${method}" enctype="${enctype}"><input name="${name}" value="${value}"></form>`;
      // Once the frame is loaded: a submit before that replaces it, so there would be one load instead of two.
      const submit = "setTimeout(() => document.forms[0].submit())";
      frame.srcdoc = `${form}<script>addEventListener("load", () => ${submit})</script>`;
      if (sandbox !== undefined) frame.setAttribute("sandbox", sandbox);
      let loads = 0;
      frame.addEventListener("load", () => {
        loads += 1;
        // The frame itself, and the server's response.
        if (loads === 2) resolve();
      });
      document.body.append(frame);
    });

  const opened = (url: string): Promise<void> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url);
      socket.addEventListener("open", () => {
        socketsOpened.push(url);
        socket.close();
        resolve();
      });
      socket.addEventListener("error", () => resolve());
    });

  const included = (url: string): Promise<void> =>
    new Promise((resolve) => {
      const script = document.createElement("script");
      script.src = url;
      script.addEventListener("load", () => resolve());
      script.addEventListener("error", () => resolve());
      document.body.append(script);
    });

  for (const write of writes) {
    const { url, body } = write;
    const json = { "content-type": "application/json" };
    const form = new FormData();
    form.set(body, "");
    await fetched(url, { method: "POST", body, headers: json });
    await fetched(url, { method: "POST", body });
    await fetched(url, { method: "POST", body, mode: "no-cors" });
    await fetched(url, { method: "POST", body, mode: "no-cors", referrerPolicy: "no-referrer" });
    await fetched(url, { method: "POST", body, mode: "no-cors", headers: json });
    await fetched(url, { method: "POST", body: new Blob([body]), mode: "no-cors" });
    await fetched(url, { method: "POST", body: new TextEncoder().encode(body), mode: "no-cors" });
    await fetched(url, { method: "POST", body: new Blob([body], { type: "application/json" }), mode: "no-cors" });
    await fetched(url, { method: "POST", body: new URLSearchParams([[body, ""]]), mode: "no-cors" });
    await fetched(url, { method: "POST", body: form, mode: "no-cors" });
    await fetched(url, { method: "POST", mode: "no-cors" });
    await fetched(url, { method: "POST", body, mode: "no-cors", keepalive: true });
    navigator.sendBeacon(url, body);
    for (const method of ["PUT", "PATCH", "DELETE"]) await fetched(url, { method, body });
    await fetched(`${url}?_method=POST&${new URLSearchParams([["body", body]]).toString()}`, {
      method: "GET",
      mode: "no-cors",
    });
    for (const sandbox of [undefined, "allow-scripts allow-forms"]) {
      for (const enctype of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
        await submitted(write, enctype, "post", sandbox);
      await submitted(write, "application/x-www-form-urlencoded", "get", sandbox);
    }
  }
  for (const url of sockets) await opened(url);
  for (const url of reads) {
    await fetch(url, { credentials: "include" }).then(
      () => readsReadable.push(url),
      () => undefined,
    );
    await included(url);
  }
  return { readable, socketsOpened, readsReadable, leaked: Reflect.get(globalThis, "leaked") };
};
