// Curves in a terminal: lines of braille dots (2×4 in a character), axes, ticks and a legend.
import { checkKeys } from '../closest.ts';
import { ValueError } from '../errors.ts';
import { type Axis, axisOf, type Curve, type SeriesLike, toCurves } from './series.ts';

/** How a plot in a terminal looks. */
export interface TerminalPlotOptions {
  /** Characters in all. Default 72, at least 20. */
  readonly width?: number;
  /** Lines of the plot itself, without title, axis and legend. Default 15, at least 2. */
  readonly height?: number;
  readonly title?: string;
  /** Name of the horizontal axis. Default `epoch`. */
  readonly xLabel?: string;
  /** Tells curves apart by ANSI colours. Default false: by a mark on their points. */
  readonly color?: boolean;
}

const MARKS = ['o', 'x', '+', '*', '#', '@'];
const COLORS = [36, 33, 35, 32, 34, 31];
/** The bit of a braille character for each of its dots, by row and column. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

interface Cell {
  dots: number;
  mark?: string;
  curve: number;
}

/**
 * The curves as text, lines separated by newlines.
 *
 * @throws ValueError for a width or height below the least.
 */
export function plotTerminal(series: SeriesLike, options: TerminalPlotOptions = {}): string {
  const {
    width = 72,
    height = 15,
    title,
    xLabel = 'epoch',
    color = false,
  } = checkKeys('plotTerminal', options, 'width height title xLabel color');
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 20 || height < 2) {
    throw new ValueError('plotTerminal', 'width ≥ 20 and height ≥ 2', `${width} and ${height}`);
  }
  const curves = toCurves(series, 'plotTerminal');
  const yAxis = axisOf(curves, 1, Math.max(2, Math.floor(height / 3)), false);
  const labels = yAxis.ticks.map((tick) => yAxis.label(tick));
  const margin = Math.max(1, ...labels.map((label) => label.length));
  const columns = width - margin - 2;
  const xAxis = axisOf(curves, 0, Math.max(2, Math.floor(columns / 10)), true);
  const canvas = new Canvas(columns, height, xAxis, yAxis);
  curves.forEach((curve, index) => {
    canvas.draw(curve, index, !color && curves.length > 1);
  });
  const paint = (text: string, index: number): string =>
    color ? `\u001b[${COLORS[index % COLORS.length]}m${text}\u001b[0m` : text;
  const lines: string[] = [];
  if (title !== undefined)
    lines.push(' '.repeat(Math.max(0, Math.floor((width - title.length) / 2))) + title);
  const tickAt = new Map(yAxis.ticks.map((tick, index) => [canvas.row(tick), labels[index] as string]));
  for (let row = 0; row < height; row++) {
    const label = tickAt.get(row);
    const edge = label === undefined ? '│' : '┤';
    lines.push(`${(label ?? '').padStart(margin)} ${edge}${canvas.line(row, paint)}`.trimEnd());
  }
  lines.push(...horizontalAxis(xAxis, canvas, margin));
  const indent = ' '.repeat(margin + 2);
  const legend = curves.map(({ name }, index) => ({ mark: legendMark(index, curves.length, color), name }));
  const length = legend.reduce((sum, { mark, name }) => sum + mark.length + name.length + 3, 0);
  const text = legend.map(({ mark, name }, index) => `${paint(mark, index)}${name}   `).join('');
  lines.push(`${indent}${text}${' '.repeat(Math.max(0, columns - length - xLabel.length))}${xLabel}`);
  return lines.join('\n');
}

function legendMark(index: number, count: number, color: boolean): string {
  return color || count === 1 ? '── ' : `─${MARKS[index % MARKS.length]}─ `;
}

/** The axis line with its ticks, and the line of labels below it. */
function horizontalAxis(axis: Axis, canvas: Canvas, margin: number): [string, string] {
  const line = new Array<string>(canvas.columns).fill('─');
  let labels = '';
  for (const tick of axis.ticks) {
    const column = canvas.column(tick);
    line[column] = '┬';
    const text = axis.label(tick);
    const start = Math.max(0, column - Math.floor((text.length - 1) / 2));
    // A label that would touch the one before it is left out; the last may not pass the edge.
    if (start < labels.length + (labels === '' ? 0 : 1) || start + text.length > canvas.columns) continue;
    labels = labels.padEnd(start) + text;
  }
  const indent = ' '.repeat(margin + 2);
  return [`${' '.repeat(margin + 1)}└${line.join('')}`, indent + labels];
}

/** The area that curves are drawn on. */
class Canvas {
  readonly columns: number;
  readonly #rows: number;
  readonly #x: Axis;
  readonly #y: Axis;
  readonly #cells: Cell[];

  constructor(columns: number, rows: number, x: Axis, y: Axis) {
    this.columns = columns;
    this.#rows = rows;
    this.#x = x;
    this.#y = y;
    this.#cells = Array.from({ length: columns * rows }, () => ({ dots: 0, curve: 0 }));
  }

  /** The column of characters at a position. */
  column(x: number): number {
    return Math.floor(this.#dotColumn(x) / 2);
  }

  /** The line of characters at a value, counted from the top. */
  row(y: number): number {
    return Math.floor(this.#dotRow(y) / 4);
  }

  draw(curve: Curve, index: number, marked: boolean): void {
    let before: readonly [number, number] | undefined;
    for (const point of curve.points) {
      if (point === undefined) {
        before = undefined;
        continue;
      }
      const here: [number, number] = [this.#dotColumn(point[0]), this.#dotRow(point[1])];
      this.#segment(before ?? here, here, index);
      before = here;
    }
    if (marked) this.#mark(curve, index);
  }

  /** The characters of a line, neighbours of one curve painted together. */
  line(row: number, paint: (text: string, curve: number) => string): string {
    let line = '';
    let run = '';
    let owner = 0;
    for (const cell of this.#cells.slice(row * this.columns, (row + 1) * this.columns)) {
      const isEmpty = cell.dots === 0 && cell.mark === undefined;
      if (run !== '' && (isEmpty || cell.curve !== owner)) {
        line += paint(run, owner);
        run = '';
      }
      owner = cell.curve;
      if (isEmpty) line += ' ';
      else run += cell.mark ?? String.fromCharCode(0x2800 + cell.dots);
    }
    return run === '' ? line : line + paint(run, owner);
  }

  #segment(from: readonly [number, number], to: readonly [number, number], curve: number): void {
    const steps = Math.max(1, Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1]));
    for (let step = 0; step <= steps; step++) {
      const column = Math.round(from[0] + ((to[0] - from[0]) * step) / steps);
      const row = Math.round(from[1] + ((to[1] - from[1]) * step) / steps);
      const cell = this.#cells[Math.floor(row / 4) * this.columns + Math.floor(column / 2)] as Cell;
      cell.dots |= (DOTS[row % 4] as number[])[column % 2] as number;
      cell.curve = curve;
    }
  }

  /** Marks points, but not in every column: the line between them is to be seen. */
  #mark(curve: Curve, index: number): void {
    let free = 0;
    for (const point of curve.points) {
      if (point === undefined) continue;
      const column = this.column(point[0]);
      if (column < free) continue;
      const cell = this.#cells[this.row(point[1]) * this.columns + column] as Cell;
      if (cell.mark !== undefined) continue;
      cell.mark = MARKS[index % MARKS.length] as string;
      cell.curve = index;
      free = column + 6;
    }
  }

  #dotColumn(x: number): number {
    return Math.round(((x - this.#x.low) / (this.#x.high - this.#x.low)) * (this.columns * 2 - 1));
  }

  #dotRow(y: number): number {
    return Math.round(((this.#y.high - y) / (this.#y.high - this.#y.low)) * (this.#rows * 4 - 1));
  }
}
