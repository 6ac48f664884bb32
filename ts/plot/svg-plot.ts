// Curves as an SVG picture that needs nothing else: axes, grid, ticks, labels, legend, on white.
import { checkKeys } from '../closest.ts';
import { ValueError } from '../errors.ts';
import { axisOf, type Curve, type SeriesLike, toCurves } from './series.ts';

/** How an SVG plot looks. */
export interface SvgPlotOptions {
  /** Pixels. Default 720. */
  readonly width?: number;
  /** Pixels. Default 440. */
  readonly height?: number;
  readonly title?: string;
  /** Name of the horizontal axis. Default `epoch`. */
  readonly xLabel?: string;
  /** Name of the vertical axis. */
  readonly yLabel?: string;
}

/** Colours that remain apart for the colour-blind (Okabe and Ito 2008, without the yellow, too pale on white). */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00', '#000000'];
const FONT = 'font-family="system-ui, -apple-system, Segoe UI, Helvetica, Arial, sans-serif"';
/** Up to this many points each is marked by a dot. */
const MARKED_POINTS = 40;
const CHARACTER_WIDTH = 7.2;
const LEGEND_ROW = 20;
/** Pixels that a long legend leaves for the curves. */
const LEAST_PLOT = 60;

/**
 * The curves as the text of an SVG file.
 *
 * @throws ValueError for a picture too small for its axes (200×160).
 */
export function plotSvg(series: SeriesLike, options: SvgPlotOptions = {}): string {
  const {
    width = 720,
    height = 440,
    title,
    xLabel = 'epoch',
    yLabel,
  } = checkKeys('plotSvg', options, 'width height title xLabel yLabel');
  if (!(width >= 200) || !(height >= 160)) {
    throw new ValueError('plotSvg', 'width ≥ 200 and height ≥ 160', `${width} and ${height}`);
  }
  const curves = toCurves(series, 'plotSvg');
  const yAxis = axisOf(curves, 1, Math.max(2, Math.floor(height / 70)), false);
  const xAxis = axisOf(curves, 0, Math.max(2, Math.floor(width / 80)), true);
  const yLabels = yAxis.ticks.map((tick) => yAxis.label(tick));
  const left =
    24 +
    Math.max(...yLabels.map((label) => label.length)) * CHARACTER_WIDTH +
    (yLabel === undefined ? 0 : 20);
  const right = width - 20;
  const head = 16 + (title === undefined ? 0 : 26);
  const bottom = height - 52;
  const room = Math.max(1, Math.floor((bottom - head - LEAST_PLOT) / LEGEND_ROW));
  const legend = shortened(legendRows(curves, right - left), room);
  const top = head + legend.length * LEGEND_ROW + 6;
  const toX = (x: number): number => left + ((x - xAxis.low) / (xAxis.high - xAxis.low)) * (right - left);
  const toY = (y: number): number => bottom - ((y - yAxis.low) / (yAxis.high - yAxis.low)) * (bottom - top);

  const parts: string[] = [`<rect width="${width}" height="${height}" fill="#ffffff"/>`];
  if (title !== undefined) {
    const at = `x="${round((left + right) / 2)}" y="26" text-anchor="middle"`;
    parts.push(`<text ${at} font-size="17" font-weight="600" fill="#222222">${escapeXml(title)}</text>`);
  }
  parts.push(...drawLegend(legend, left, title === undefined ? 20 : 46));
  yAxis.ticks.forEach((tick, index) => {
    const y = round(toY(tick));
    parts.push(`<line x1="${round(left)}" y1="${y}" x2="${right}" y2="${y}" stroke="#e4e4e4"/>`);
    parts.push(label(round(left - 8), y + 4, 'end', yLabels[index] as string));
  });
  for (const tick of xAxis.ticks) {
    const x = round(toX(tick));
    parts.push(`<line x1="${x}" y1="${bottom}" x2="${x}" y2="${bottom + 5}" stroke="#555555"/>`);
    parts.push(label(x, bottom + 20, 'middle', xAxis.label(tick)));
  }
  const corner = `M${round(left)} ${round(top)}V${bottom}H${right}`;
  parts.push(`<path d="${corner}" fill="none" stroke="#555555"/>`);
  parts.push(label(round((left + right) / 2), height - 12, 'middle', xLabel, 14));
  if (yLabel !== undefined) {
    const middle = round((top + bottom) / 2);
    parts.push(`<g transform="translate(18 ${middle}) rotate(-90)">${label(0, 0, 'middle', yLabel, 14)}</g>`);
  }
  curves.forEach((curve, index) => {
    parts.push(...drawCurve(curve, colorOf(index), toX, toY));
  });
  const box = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const name = escapeXml(title ?? curves.map((curve) => curve.name).join(', '));
  const open = `<svg xmlns="http://www.w3.org/2000/svg" ${box} ${FONT} role="img" aria-label="${name}">`;
  return `${open}\n${parts.join('\n')}\n</svg>\n`;
}

function drawCurve(
  curve: Curve,
  color: string,
  toX: (x: number) => number,
  toY: (y: number) => number,
): string[] {
  let path = '';
  let isGap = true;
  const dots: string[] = [];
  const isMarked = curve.points.length <= MARKED_POINTS;
  curve.points.forEach((point, index) => {
    if (point === undefined) {
      isGap = true;
      return;
    }
    const [x, y] = [round(toX(point[0])), round(toY(point[1]))];
    path += `${isGap ? 'M' : 'L'}${x} ${y}`;
    // A point between two gaps would be invisible as a line.
    const isLonely = isGap && curve.points[index + 1] === undefined;
    if (isMarked || isLonely) dots.push(`<circle cx="${x}" cy="${y}" r="3" fill="${color}"/>`);
    isGap = false;
  });
  if (path === '') return [];
  const style = `fill="none" stroke="${color}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"`;
  return [`<path d="${path}" ${style}/>`, ...dots];
}

interface LegendEntry {
  readonly name: string;
  readonly color: string;
  readonly x: number;
}

/** The names of the curves in as many rows as the width asks for. */
function legendRows(curves: readonly Curve[], width: number): LegendEntry[][] {
  const rows: LegendEntry[][] = [];
  let x = Number.POSITIVE_INFINITY;
  curves.forEach(({ name }, index) => {
    const space = 34 + name.length * CHARACTER_WIDTH + 20;
    if (x + space - 20 > width) {
      rows.push([]);
      x = 0;
    }
    rows.at(-1)?.push({ name, color: colorOf(index), x });
    x += space;
  });
  return rows;
}

/** As many rows as there is room for; the last says how many names are left out. */
function shortened(rows: LegendEntry[][], room: number): LegendEntry[][] {
  if (rows.length <= room) return rows;
  const left = rows.slice(room - 1).flat().length;
  return [...rows.slice(0, room - 1), [{ name: `and ${left} more`, color: '#ffffff', x: 0 }]];
}

function drawLegend(rows: readonly LegendEntry[][], left: number, top: number): string[] {
  return rows.flatMap((row, index) =>
    row.flatMap(({ name, color, x }) => {
      const [from, y] = [round(left + x), top + index * LEGEND_ROW];
      return [
        `<line x1="${from}" y1="${y}" x2="${from + 26}" y2="${y}" stroke="${color}" stroke-width="3"/>`,
        label(from + 34, y + 4, 'start', name),
      ];
    }),
  );
}

function label(x: number, y: number, anchor: 'start' | 'middle' | 'end', text: string, size = 13): string {
  const at = `x="${x}" y="${y}" text-anchor="${anchor}"`;
  return `<text ${at} font-size="${size}" fill="#333333">${escapeXml(text)}</text>`;
}

function colorOf(index: number): string {
  return COLORS[index % COLORS.length] as string;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
