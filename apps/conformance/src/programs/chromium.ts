/**
 * The client program of Chromium: a page of the runner that takes cells, and runs each in a frame of the service's own origin. Only
 * there may a page send requests to a service without CORS headers, such as Ray. The frame runs this same script.
 */
import * as exported from "@jobwire/browser";
import { gateway } from "@jobwire/gateway/client";
import { kubernetes } from "@jobwire/example-kubernetes";
import type { Clients } from "../case/conformance-case.ts";
import { connectControl, type HandedCell } from "../program/control.ts";
import { runCell } from "../program/run-cell.ts";
import { runProgram, reportUncaught } from "../program/run-program.ts";

const { agent, browserAdapter, ray, reasoner } = exported;

const { runtime } = browserAdapter;
const clients: Clients = {
  ray,
  agent,
  reasoner,
  kubernetes: (options) => kubernetes(browserAdapter, options),
  gateway,
  exported,
};

/** Chromium's own API, enabled by the switches --enable-precise-memory-info and --expose-gc. */
interface Measured {
  readonly gc: () => void;
  readonly performance: { readonly memory: { readonly usedJSHeapSize: number } };
}
const memory = (): number => {
  const { gc, performance } = globalThis as unknown as Measured;
  gc();
  return performance.memory.usedJSHeapSize;
};

const listen = (tell: (what: unknown) => void): void => {
  addEventListener("unhandledrejection", ({ reason }) => tell(reason));
  addEventListener("error", ({ message }) => tell(message));
};

const page = (): Promise<void> =>
  runProgram({
    runtime,
    clients,
    controlUrl: new URL(".", location.href).href.replace(/\/$/, ""),
    // A browser makes six connections to one server: five workers that wait for a cell leave one for the cell that runs alone.
    workers: 6,
    onUncaughtError: listen,
    runOne: async (control, cell) => {
      const address = new URL("/__conformance/frame", cell.url);
      address.hash = encodeURIComponent(JSON.stringify({ controlUrl: control.url, cell }));
      const frame = document.createElement("iframe");
      const done = new Promise<void>((resolve) => {
        addEventListener("message", function heard({ source }) {
          if (source !== frame.contentWindow) return;
          removeEventListener("message", heard);
          resolve();
        });
      });
      frame.src = address.href;
      document.body.append(frame);
      await done;
      frame.remove();
    },
  });

const frame = async (): Promise<void> => {
  const { controlUrl, cell } = JSON.parse(decodeURIComponent(location.hash.slice(1))) as {
    readonly controlUrl: string;
    readonly cell: HandedCell;
  };
  const control = connectControl(controlUrl);
  listen(reportUncaught(control));
  await control.report(await runCell({ runtime, clients, memory }, control, cell));
  parent.postMessage("done", "*");
};

await (parent === window ? page() : frame());
