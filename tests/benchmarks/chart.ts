/** The figures as a bar chart in SVG: how many times as long as oxigrad each peer takes, on a logarithmic scale. */

import type { Result } from './measure.ts';
import { showTime } from './report.ts';

const [WIDTH, LEFT, RIGHT, TOP, BAR, GAP] = [900, 250, 170, 64, 16, 14];
const COLOURS = ['#c2410c', '#2563eb', '#64748b', '#0d9488', '#9333ea', '#ca8a04', '#db2777'];
const PLOT = WIDTH - LEFT - RIGHT;

const escapeText = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** The chart of all measured rows, the ceiling excepted. */
export function barChart(results: readonly Result[], subtitle: string): string {
  const groups = results.map(({ case: { title, unit }, rows }) => ({
    title,
    unit,
    bars: rows
      .filter(({ participant, samples }) => participant !== 'ceiling' && samples.length > 0)
      .map((row) => ({ ...row, ratio: row.participant === 'oxigrad' ? 1 : row.ratio })),
  }));
  const ratios = groups.flatMap(({ bars }) => bars.map(({ ratio }) => ratio)).filter(Number.isFinite);
  const decades = [
    Math.min(0, Math.floor(Math.log10(Math.min(1, ...ratios)) * 2) / 2),
    Math.max(1, Math.ceil(Math.log10(Math.max(1, ...ratios)))),
  ] as const;
  const x = (ratio: number): number =>
    LEFT + (PLOT * (Math.log10(ratio) - decades[0])) / (decades[1] - decades[0]);
  const names = [...new Set(groups.flatMap(({ bars }) => bars.map(({ participant }) => participant)))];
  const colour = (name: string): string => COLOURS[names.indexOf(name) % COLOURS.length] as string;
  const parts: string[] = [];
  let y = TOP;
  for (const { title, unit, bars } of groups) {
    parts.push(
      `<text x="${LEFT - 12}" y="${y + (bars.length * BAR) / 2 + 4}" text-anchor="end">${escapeText(title)}</text>`,
    );
    for (const { participant, ratio, median } of bars) {
      const [from, to] = [Math.min(x(1), x(ratio)), Math.max(x(1), x(ratio))];
      const label =
        participant === 'oxigrad' ? showTime(median) : `${ratio.toPrecision(3)}× (${showTime(median)})`;
      parts.push(
        `<rect x="${from.toFixed(1)}" y="${y}" width="${Math.max(2, to - from).toFixed(1)}" height="${BAR - 3}" fill="${colour(participant)}"><title>${escapeText(`${participant}: ${label} a ${unit}`)}</title></rect>`,
        `<text class="small" x="${(to + 6).toFixed(1)}" y="${y + BAR - 5}">${escapeText(label)}</text>`,
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
      `<line x1="${at}" x2="${at}" y1="${TOP - 6}" y2="${y - GAP}" stroke="${decade === 0 ? '#888' : '#ddd'}"/>`,
      `<text class="small" x="${at}" y="${y + 6}" text-anchor="middle">${10 ** decade}×</text>`,
    );
  }
  let left = LEFT;
  const legend = names.map((name) => {
    const item = `<rect x="${left}" y="36" width="11" height="11" fill="${colour(name)}"/><text class="small" x="${left + 16}" y="46">${escapeText(name)}</text>`;
    left += 34 + name.length * 7;
    return item;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" font-size="13">
<title>Time relative to oxigrad, by benchmark and participant</title>
<style>.small { font-size: 11px; fill: #444 }</style>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="20" font-weight="600">Time relative to oxigrad (longer bars are slower)<tspan font-weight="400" class="small" dx="10">${escapeText(subtitle)}</tspan></text>
${[...legend, ...ticks, ...parts].join('\n')}
</svg>
`;
}
