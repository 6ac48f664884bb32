// Small pictures as text: shades of grey by block characters.
import { checkList, checkWhole, isWithin, ShapeError, show, ValueError } from '../errors.ts';

const SHADES = [' ', '░', '▒', '▓', '█'];

/**
 * Pixels as text: `height` lines, two characters a pixel, as a character is about twice as high as wide.
 *
 * @param pixels Row-major, 0 is blank.
 * @param maximum What is drawn solid. Default: the largest pixel.
 * @throws ShapeError when there are not width · height pixels.
 */
export function drawDigit(
  pixels: ArrayLike<number>,
  width: number,
  height: number,
  maximum?: number,
): string {
  checkWhole('drawDigit', 'width', width, 0);
  checkWhole('drawDigit', 'height', height, 0);
  if (maximum !== undefined && !isWithin(maximum, 0))
    throw new ValueError('drawDigit', 'maximum ≥ 0', show(maximum));
  if (pixels?.length !== width * height) {
    throw new ShapeError('drawDigit', `${width * height} pixels for ${width}×${height}`, show(pixels));
  }
  const values = Array.from(pixels);
  const full = maximum ?? Math.max(...values);
  const shade = (value: number): string => {
    const level = full > 0 ? Math.ceil((value / full) * (SHADES.length - 1)) : 0;
    return SHADES[Math.min(Math.max(level || 0, 0), SHADES.length - 1)] as string;
  };
  const lines = Array.from({ length: height }, (_, row) =>
    values
      .slice(row * width, (row + 1) * width)
      .map((value) => shade(value).repeat(2))
      .join(''),
  );
  return lines.join('\n');
}

/** Blocks of text side by side, aligned at the top, `gap` blanks between them. */
export function beside(blocks: readonly string[], gap = 2): string {
  const split = checkList('beside', 'blocks', blocks).map((block) => {
    if (typeof block !== 'string') throw new ValueError('beside', 'blocks of text', show(block));
    return block.split('\n');
  });
  checkWhole('beside', 'gap', gap, 0);
  const widths = split.map((lines) => Math.max(...lines.map((line) => line.length)));
  const height = Math.max(0, ...split.map((lines) => lines.length));
  const line = (row: number): string =>
    split.map((lines, index) => (lines[row] ?? '').padEnd(widths[index] as number)).join(' '.repeat(gap));
  return Array.from({ length: height }, (_, row) => line(row).trimEnd()).join('\n');
}
