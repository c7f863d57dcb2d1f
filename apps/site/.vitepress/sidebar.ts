import { type Page, pageTitle } from "../src/page.ts";

/** A section of the sidebar as the site shows it. */
interface SidebarSection {
  text: string;
  collapsed?: boolean;
  items: Array<{ text: string; link: string; target?: string }>;
}

interface Section {
  readonly text: string;
  /** Paths in docs/ without `.md`, each with a short title. */
  readonly pages: Readonly<Record<string, string>>;
  readonly collapsed?: boolean;
}

/** The pages by the task of their reader. */
const sections: ReadonlyArray<Section> = [
  {
    text: "Start",
    pages: {
      index: "Find your page",
      start: "Install and follow a first job",
      deno: "Run on Deno",
      profiles: "Set up the command",
      "coming-from": "Coming from another client",
      "cli-comparison": "The command beside ray job, kubectl and stern",
      troubleshooting: "Find what went wrong",
    },
  },
  {
    text: "Guides",
    pages: {
      "guides/follow-a-log": "Follow a log",
      "guides/resume": "Resume a log",
      "guides/wait": "Wait for jobs",
      "guides/handles": "Survive a restart of your program",
      "guides/errors": "Handle errors",
      "guides/time-limits": "Set time limits and retries",
      options: "Log, retry, read responses",
      "guides/working-dir": "Send your code with a job",
      "guides/connect": "Connect through TLS and proxies",
      "guides/testing": "Test your program",
      "guides/effect": "Use Effect",
      "guides/opentelemetry": "Trace with OpenTelemetry",
      secrets: "Keep tokens out of logs",
    },
  },
  {
    text: "Systems",
    pages: {
      ray: "Ray",
      kubernetes: "Ray on Kubernetes",
      "behind-a-proxy": "Ray behind a proxy",
      agent: "Synapse Agent",
      reasoner: "RelationalAI reasoners",
      snowflake: "Snowflake",
      "add-a-job-system": "Add a job system",
    },
  },
  {
    text: "Pages and servers",
    pages: {
      "live-logs-in-a-page": "Show a log in your page",
      gateway: "Run a gateway",
      "gateway-behind-a-cdn": "Put a CDN in front",
      browsers: "Use Jobwire in a page",
    },
  },
  {
    text: "Reference",
    pages: {
      errors: "Errors",
      cli: "Commands",
      environment: "Environment variables",
      limits: "Limits",
      runtimes: "Runtimes",
      versions: "Versions of Ray",
      support: "Support",
      benchmarks: "Benchmarks",
      glossary: "Glossary",
    },
  },
  {
    text: "Reference servers",
    collapsed: true,
    pages: {
      "reference-servers": "Run one safely",
      "reference-agent": "The reference agent",
      "reference-reasoner": "The reference reasoner",
      conformance: "The conformance suite",
    },
  },
  {
    text: "Internals",
    collapsed: true,
    pages: {
      "internals/tail": "A tail",
      "internals/position": "A position",
      "internals/servers": "The servers",
      "agent-defects": "Defects of the agent's clients",
      "reasoner-weaknesses": "Weaknesses of the reasoner API",
    },
  },
];

/** The address of a page on the site, from its path in docs/ without `.md`. */
export const linkTo = (path: string): string => `/${path.replace(/(?<=^|\/)index$/, "")}`;

/** The sections with those of their pages that exist. A page that no section names is listed at the end. */
export const sidebarOf = (pages: ReadonlyArray<Page>): SidebarSection[] => {
  const titles = new Map(pages.map((page) => [page.path.replace(/\.md$/, ""), pageTitle(page)]));
  const named = sections.map(
    ({ text, pages: listed, collapsed }): SidebarSection => ({
      text,
      ...(collapsed === undefined ? {} : { collapsed }),
      items: Object.entries(listed)
        .filter(([path]) => titles.has(path))
        .map(([path, title]) => ({ text: title, link: linkTo(path) })),
    }),
  );
  const known = new Set(sections.flatMap(({ pages: listed }) => Object.keys(listed)));
  const others = [...titles].filter(([path]) => !known.has(path)).map(([path, text]) => ({ text, link: linkTo(path) }));
  const api = { text: "API", link: "/api/", target: "_self" };
  for (const section of named) if (section.text === "Reference") section.items.unshift(api);
  return others.length === 0 ? named : [...named, { text: "More", items: others }];
};
