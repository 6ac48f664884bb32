/** The figures as a bar chart in SVG: how many times as long as oxigrad each peer takes, on a logarithmic scale. */

import type { ContestResult, Row } from './measure.ts';
import { showTime } from './report.ts';

const [WIDTH, LEFT, RIGHT, TOP, BAR, GAP] = [1100, 460, 80, 64, 13, 10];
const COLOURS = ['#c2410c', '#2563eb', '#64748b', '#0d9488', '#9333ea', '#ca8a04', '#db2777', '#4d7c0f'];
const PLOT = WIDTH - LEFT - RIGHT;

const escapeText = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** A bar: every peer that was measured. */
const isBar = ({ participant, samples, yardstick }: Row): boolean =>
  !participant.startsWith('oxigrad') && !yardstick && samples.length > 0;

/** The chart of all measured peers. */
export function barChart(results: readonly ContestResult[], subtitle: string): string {
  const groups = results
    .map(({ title, unit, rows }) => ({ title, unit, bars: rows.filter(isBar) }))
    .filter(({ bars }) => bars.length > 0);
  const ratios = groups.flatMap(({ bars }) => bars.map(({ ratio }) => ratio)).filter(Number.isFinite);
  const decades = [
    Math.min(0, Math.floor(Math.log10(Math.min(1, ...ratios)) * 4) / 4),
    Math.max(1, Math.ceil(Math.log10(Math.max(1, ...ratios)) * 4) / 4),
  ] as const;
  const x = (ratio: number): number =>
    LEFT + (PLOT * (Math.log10(ratio) - decades[0])) / (decades[1] - decades[0]);
  const names = [...new Set(groups.flatMap(({ bars }) => bars.map(({ participant }) => participant)))];
  const colour = (name: string): string => COLOURS[names.indexOf(name) % COLOURS.length] as string;
  const parts: string[] = [];
  let y = TOP;
  for (const { title, unit, bars } of groups) {
    const middle = y + (bars.length * BAR) / 2 + 4;
    parts.push(`<text x="${LEFT - 10}" y="${middle}" text-anchor="end">${escapeText(title)}</text>`);
    for (const { participant, ratio, median } of bars) {
      const [from, to] = [Math.min(x(1), x(ratio)), Math.max(x(1), x(ratio))];
      const label = `${ratio.toPrecision(3)}×`;
      const tip = `${participant}: ${label} (${showTime(median)} a ${unit})`;
      parts.push(
        `<rect x="${from.toFixed(1)}" y="${y}" width="${Math.max(1.5, to - from).toFixed(1)}" height="${BAR - 2}" fill="${colour(participant)}"><title>${escapeText(tip)}</title></rect>`,
        `<text class="small" x="${(to + 5).toFixed(1)}" y="${y + BAR - 4}">${escapeText(label)}</text>`,
      );
      y += BAR;
    }
    y += GAP;
  }
  const height = y + 16;
  const ticks: string[] = [];
  for (let decade = Math.ceil(decades[0]); decade <= decades[1]; decade++) {
    const at = x(10 ** decade).toFixed(1);
    ticks.push(
      `<line x1="${at}" x2="${at}" y1="${TOP - 6}" y2="${y - GAP}" stroke="${decade === 0 ? '#333' : '#ddd'}"/>`,
      `<text class="small" x="${at}" y="${y + 6}" text-anchor="middle">${10 ** decade}×</text>`,
    );
  }
  let left = 12;
  const legend = names.map((name) => {
    const item = `<rect x="${left}" y="36" width="11" height="11" fill="${colour(name)}"/><text class="small" x="${left + 15}" y="46">${escapeText(name)}</text>`;
    left += 30 + name.length * 6.4;
    return item;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="12">
<title>Time of each peer relative to oxigrad</title>
<style>.small { font-size: 10.5px; fill: #444 }</style>
<rect width="100%" height="100%" fill="#fff"/>
<text x="12" y="20" font-weight="600" font-size="13">How many times as long as oxigrad each peer takes<tspan font-weight="400" class="small" dx="10">${escapeText(subtitle)}</tspan></text>
${[...ticks, ...legend, ...parts].join('\n')}
</svg>
`;
}
