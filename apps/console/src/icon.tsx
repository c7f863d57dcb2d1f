import type { ReactElement } from "react";

// Strokes on a field of 24 by 24.
const paths = {
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4a7 7 0 0 0 10.5 10.5",
  help: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 17v.01",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M16 16l5 5",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  toStart: "M5 5h14M6 16l6-6 6 6",
  toEnd: "M5 19h14M6 8l6 6 6-6",
  wrap: "M4 6h16M4 12h13a3 3 0 0 1 0 6h-4M15 15l-3 3 3 3M4 18h4",
  progress: "M3 9h18v6H3zM7 9v6M11 9v6",
  download: "M12 4v11M7 11l5 5 5-5M4 20h16",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  link: "M10 14a4 4 0 0 0 6 .5l3-3a4.2 4.2 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4.2 4.2 0 0 0 6 6l1-1",
  close: "M6 6l12 12M18 6L6 18",
  stop: "M7 7h10v10H7z",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  plus: "M12 5v14M5 12h14",
  back: "M15 6l-6 6 6 6",
  eye: "M2 12s3.5-6 10-6 10 6 10 6-3.5 6-10 6S2 12 2 12M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5",
  follow: "M7 5l5 5 5-5M7 12l5 5 5-5",
  letterCase: "M3 18l4-12h1l4 12M4.5 14h6M16 12.5c1-1 4.5-1.2 4.5 1.5v4M20.5 15c-2-.3-5 0-5 1.6 0 1.9 3.5 1.9 5 0",
} as const;

/** A small picture beside or in place of a word; screen readers skip it. */
export const Icon = ({
  name,
  size = 18,
}: {
  readonly name: keyof typeof paths;
  readonly size?: number;
}): ReactElement => (
  <svg
    aria-hidden
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth={1.8}
    strokeLinecap="round"
    strokeLinejoin="round"
  >
    <path d={paths[name]} />
  </svg>
);
