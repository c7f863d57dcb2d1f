import type { Bar } from "./main-ratios.ts";

const LABEL_WIDTH = 250;
const BAR_WIDTH = 360;
const ROW_HEIGHT = 26;
const TOP = 44;

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A bar chart as SVG text, with colours for light and dark pages. The line at 1 is the bare client. */
export const ratioChart = (bars: ReadonlyArray<Bar>): string => {
  const most = Math.max(1.2, ...bars.map(({ speed }) => speed));
  const widthOf = (speed: number): number => Math.round((speed / most) * BAR_WIDTH);
  const one = LABEL_WIDTH + widthOf(1);
  const height = TOP + bars.length * ROW_HEIGHT + 10;
  const width = LABEL_WIDTH + BAR_WIDTH + 60;
  const row = ({ label, speed }: Bar, i: number): string => {
    const y = TOP + i * ROW_HEIGHT;
    return (
      `  <text x="${LABEL_WIDTH - 8}" y="${y + 14}" text-anchor="end">${escaped(label)}</text>\n` +
      `  <rect x="${LABEL_WIDTH}" y="${y + 2}" width="${widthOf(speed)}" height="16" rx="2"/>\n` +
      `  <text x="${width - 8}" y="${y + 14}" text-anchor="end">${speed.toFixed(2)}</text>`
    );
  };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Speed of Jobwire beside a bare client">
  <style>
    text { font: 12px system-ui, sans-serif; fill: #1f2328; }
    rect { fill: #0969da; }
    line { stroke: #59636e; stroke-dasharray: 3 3; }
    @media (prefers-color-scheme: dark) {
      text { fill: #f0f6fc; }
      rect { fill: #4493f8; }
      line { stroke: #9198a1; }
    }
  </style>
  <text x="${one}" y="18" text-anchor="middle">bare client = 1</text>
  <line x1="${one}" y1="26" x2="${one}" y2="${height - 6}"/>
${bars.map(row).join("\n")}
</svg>
`;
};
