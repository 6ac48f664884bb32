/** Tables drawn with box characters, words wrapped, as Python's rich draws them for Keras. */

/** How the cells of a column stand. */
export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right' | 'center';
}

/** A column. */
export function column(title: string, align: Column['align'] = 'left'): Column {
  return { title, align };
}

/** The lines of a table whose cells have these widths, borders not counted, shrunk until it fits `length`. */
export function table(
  columns: readonly Column[],
  widths: readonly number[],
  rows: readonly (readonly string[])[],
  length: number,
): string[] {
  // A cell has a blank on either side; the borders are one more than there are columns.
  const outer = fit(
    widths.map((width) => width + 2),
    length - columns.length - 1,
  );
  const border = (left: string, middle: string, right: string, fill: string): string =>
    left + outer.map((width) => fill.repeat(width)).join(middle) + right;
  const line = (cells: readonly string[], bar: string): string[] => {
    const wrapped = cells.map((cell, index) => wrap(cell, (outer[index] as number) - 2));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, row) => {
      const padded = wrapped.map((lines, index) =>
        pad(lines[row] ?? '', (outer[index] as number) - 2, (columns[index] as Column).align),
      );
      return `${bar} ${padded.join(` ${bar} `)} ${bar}`;
    });
  };
  const titles = columns.map(({ title }) => title);
  const body = rows.flatMap((row, index) => [
    ...(index === 0 ? [] : [border('├', '┼', '┤', '─')]),
    ...line(row, '│'),
  ]);
  return [
    border('┏', '┳', '┓', '━'),
    ...line(titles, '┃'),
    border('┡', '╇', '┩', '━'),
    ...body,
    border('└', '┴', '┘', '─'),
  ];
}

/** Widths scaled down to a total, each in proportion (rich's ratio_reduce). */
function fit(widths: readonly number[], total: number): number[] {
  const sum = widths.reduce((a, b) => a + b, 0);
  let excess = sum - total;
  let weight = widths.length;
  return widths.map((width) => {
    const less = roundHalfEven(excess / weight);
    excess -= less;
    weight--;
    return width - less;
  });
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Lines of at most `width` characters, broken at blanks; a longer word ends in an ellipsis. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  const indent = text.slice(0, text.length - text.trimStart().length);
  let line = '';
  for (const [index, word] of text.trimStart().split(' ').entries()) {
    const joined = line === '' ? (index === 0 ? indent : '') + word : `${line} ${word}`;
    if (joined.length <= width) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    line = word.length > width ? `${word.slice(0, width - 1)}…` : word;
  }
  return [...lines, line];
}

function pad(text: string, width: number, align: Column['align']): string {
  if (align === 'right') return text.padStart(width);
  if (align === 'left') return text.padEnd(width);
  const left = Math.floor((width - text.length) / 2);
  return ' '.repeat(left) + text + ' '.repeat(width - text.length - left);
}
