import { listJobs } from "../api/jobs.ts";
import type { System } from "../options.ts";
import type { OpenStream } from "../streams/read-stream.ts";
import { ChangesFeed } from "./changes-feed.ts";

/** Settings of the feeds of all systems. */
export interface ChangesSettings {
  readonly changesMs: number;
  readonly keepMs: number;
  readonly longPollMs: number;
  /** Names this run of the gateway. */
  readonly run: string;
  readonly now: () => number;
}

/** The changes of all systems: a feed each, made when somebody first reads it. */
export interface ChangesFeeds {
  /** Opens the changes of a system for one request. */
  readonly open: (name: string, system: System) => OpenStream;
  readonly close: () => void;
}

/** Makes the feeds of a gateway. */
export const changesFeeds = ({ changesMs, keepMs, longPollMs, run, now }: ChangesSettings): ChangesFeeds => {
  const feeds = new Map<string, ChangesFeed>();
  const feedOf = (name: string, system: System): ChangesFeed => {
    const list = (signal: AbortSignal) => listJobs(system, new URLSearchParams(), signal);
    const feed = feeds.get(name) ?? new ChangesFeed({ list, pollMs: changesMs, keepMs, run });
    feeds.set(name, feed);
    return feed;
  };
  return {
    open: (name, system) => {
      const feed = feedOf(name, system);
      const { view, known, leave } = feed.open();
      return {
        name,
        view,
        leave,
        begin: async ({ offset }, _, signal) => {
          const until = now() + longPollMs;
          for (let seen = view.version(); !known() && now() < until && !signal.aborted; seen = view.version()) {
            await view.changed(seen, until - now(), signal);
          }
          if (offset === undefined || offset === "-1") return "start";
          return offset === "now" ? feed.end : offset;
        },
      };
    },
    close: () => {
      for (const feed of feeds.values()) feed.close();
    },
  };
};
