/** The report of an optimisation: what each candidate gained and cost, as Markdown, JSON, text and a picture. */

import type { Candidate, Result } from './pareto.ts';

const percent = (part: number): string => `${(100 * part).toFixed(2)} %`;
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} KB`;

/** The rows of the table, the header first. */
function table({ candidates, front, best, given }: Result): string[][] {
  const rows = candidates.map((one) => [
    one.recipe,
    `${percent(one.accuracy)} ± ${(100 * one.interval).toFixed(2)}`,
    `${((one.accuracy - given.accuracy) * 100).toFixed(2)}`,
    kilobytes(one.gzipBytes),
    `${(given.gzipBytes / one.gzipBytes).toFixed(1)}×`,
    `${one.latency.p50.toFixed(3)} / ${one.latency.p95.toFixed(3)}`,
    `${(given.latency.p50 / one.latency.p50).toFixed(2)}×`,
    one === best ? 'best' : front.includes(one) ? 'front' : '',
  ]);
  return [
    ['recipe', 'accuracy', 'points', 'gzipped', 'smaller', 'ms, batch 1, p50 / p95', 'faster', ''],
    ...rows,
  ];
}

/** The report as Markdown. */
export function toMarkdown(result: Result): string {
  const [header = [], ...rows] = table(result);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const frozen = result.frozen.map(({ name, frozen: reason }) => `- ${name}: ${reason}`);
  const weights = result.sensitivity.map(({ name, bytes, milliseconds, bits }) => [
    name,
    kilobytes(bytes),
    milliseconds.toFixed(3),
    ...([8, 4, 3] as const).map((one) => `${bits[one].loss.toFixed(4)} (${bits[one].sqnr.toFixed(0)} dB)`),
  ]);
  const tableOf = (head: readonly string[], body: readonly (readonly string[])[]): string[] => [
    line(head),
    line(head.map(() => '---')),
    ...body.map(line),
  ];
  return [
    ...tableOf(header, rows),
    ...(result.missed.length > 0 ? ['', `Missed by the best: ${result.missed.join('; ')}.`] : []),
    ...(frozen.length > 0 ? ['', 'Layers that did not shrink:', '', ...frozen] : []),
    ...(weights.length > 0 ? ['', 'What the loss gains when one weight alone has fewer bits:', ''] : []),
    ...(weights.length > 0 ? tableOf(['weight', 'size', 'ms', '8 bits', '4 bits', '3 bits'], weights) : []),
    '',
  ].join('\n');
}

/** The report as text in columns, for terminals. */
export function toText(result: Result): string {
  const rows = table(result);
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] as string).length)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The report as plain data. */
export function toJSON({ candidates, front, best, missed, given, frozen, sensitivity }: Result): unknown {
  const plain = ({
    recipe,
    accuracy,
    interval,
    bytes,
    gzipBytes,
    latency,
    batchLatency,
  }: Candidate): unknown => ({
    ...{ recipe, accuracy, interval, bytes, gzipBytes, latency, batchLatency },
  });
  return {
    given: plain(given),
    candidates: candidates.map(plain),
    front: front.map(({ recipe }) => recipe),
    best: best.recipe,
    missed,
    frozen,
    sensitivity,
  };
}

/** Accuracy over size, the latency as color: blue is fast, red slow. */
export function toSVG({ candidates, front, best }: Result): string {
  const [width, height, margin] = [640, 400, 56];
  const sizes = candidates.map(({ gzipBytes }) => Math.log10(gzipBytes));
  const accuracies = candidates.map(({ accuracy }) => accuracy);
  const times = candidates.map(({ latency }) => Math.log10(latency.p50));
  const scale = (values: readonly number[], from: number, to: number): ((value: number) => number) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (value) => from + ((to - from) * (value - low)) / (high - low || 1);
  };
  const [x, y] = [scale(sizes, margin, width - 24), scale(accuracies, height - margin, 24)];
  const hue = scale(times, 220, 0);
  const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  const points = candidates.map((one, index) => {
    const at = `cx="${x(sizes[index] as number).toFixed(1)}" cy="${y(one.accuracy).toFixed(1)}"`;
    const ring = one === best ? ' stroke="black" stroke-width="2"' : '';
    const title = `${one.recipe}: ${percent(one.accuracy)}, ${kilobytes(one.gzipBytes)}, ${one.latency.p50.toFixed(3)} ms`;
    return `<circle ${at} r="${front.includes(one) ? 7 : 4}" fill="hsl(${hue(times[index] as number).toFixed(0)} 80% 50%)"${ring}><title>${escaped(title)}</title></circle>`;
  });
  const text = (at: string, content: string): string =>
    `<text ${at} font-size="12" font-family="sans-serif">${escaped(content)}</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 ${width} ${height}">`,
    '<title>Accuracy over size of the candidates; blue is fast, red slow</title>',
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<path d="M${margin} 16V${height - margin + 16}H${width - 16}" fill="none" stroke="gray"/>`,
    ...points,
    text(
      `x="${width - 24}" y="${height - 16}" text-anchor="end"`,
      `${kilobytes(10 ** Math.min(...sizes))} to ${kilobytes(10 ** Math.max(...sizes))} gzipped, logarithmic`,
    ),
    text(`x="8" y="16"`, percent(Math.max(...accuracies))),
    text(`x="8" y="${height - margin + 12}"`, percent(Math.min(...accuracies))),
    '</svg>',
  ].join('\n');
}
