// Plots: text with axes and legend at the right places, SVG that is well-formed and inside its picture, digits.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShapeError, ValueError } from '../../../ts/errors.ts';
import { beside, drawDigit, plotSvg, plotTerminal } from '../../../ts/plot/index.ts';
import { axisOf, toCurves } from '../../../ts/plot/series.ts';

const history = { loss: [2, 1, 0.5, 0.25], val_loss: [2.2, 1.4, 1, 0.9] };
const anyNumber = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0, 1, -1));
const anyHistory = fc.dictionary(fc.string({ minLength: 1 }), fc.array(anyNumber, { maxLength: 60 }));

describe('plotTerminal', () => {
  it('draws a falling line from the top left to the bottom right', () => {
    const text = plotTerminal({ loss: [1, 0] }, { width: 24, height: 3 });
    const lines = text.split('\n');
    expect(lines).toHaveLength(6);
    const dots = lines.slice(0, 3).map((line) => line.slice(5).search(/[⠁-⣿]/));
    expect(dots[0]).toBe(0);
    expect(dots[0]).toBeLessThan(dots[1] as number);
    expect(dots[1]).toBeLessThan(dots[2] as number);
    expect(lines[2]?.length).toBe(24);
  });

  it('has title, ticks at round values, the name of the axis, and a legend with marks', () => {
    const lines = plotTerminal(history, { title: 'Curve', width: 50, height: 10 }).split('\n');
    expect(lines[0]?.trim()).toBe('Curve');
    const ticks = lines.map((line) => /^ *([\d.]+) ┤/.exec(line)?.[1]).filter((tick) => tick !== undefined);
    expect(ticks).toEqual(['2.5', '2.0', '1.5', '1.0', '0.5', '0.0']);
    expect(lines.at(-2)).toMatch(/^ +1 +2 +3 +4$/);
    expect(lines.at(-1)).toMatch(/^ +─o─ loss {3}─x─ val_loss +epoch$/);
    expect(lines.at(-1)?.length).toBe(50);
    expect(lines.join('')).toMatch(/o.*x/);
  });

  it('tells curves apart by colour when asked', () => {
    const text = plotTerminal(history, { color: true });
    expect(text).toContain('\u001b[36m── \u001b[0mloss');
    expect(text).toContain('\u001b[33m── \u001b[0mval_loss');
  });

  it('never passes its width, nor fails, for any values', () => {
    fc.assert(
      fc.property(
        anyHistory,
        fc.integer({ min: 20, max: 100 }),
        fc.integer({ min: 2, max: 30 }),
        (series, width, height) => {
          const lines = plotTerminal(series, { width, height }).split('\n');
          for (const line of lines.slice(0, height + 2)) expect(line.length).toBeLessThanOrEqual(width);
        },
      ),
    );
  });

  it('leaves gaps for NaN and infinite values', () => {
    const text = plotTerminal({ a: [1, Number.NaN, 1] }, { width: 30, height: 3 });
    const middle = text
      .split('\n')
      .map((line) => line.slice(12, 20))
      .join('');
    expect(middle).not.toMatch(/[⠁-⣿]/);
  });

  it('refuses sizes that leave no room, and positions that do not match', () => {
    expect(() => plotTerminal(history, { width: 19 })).toThrow(ValueError);
    expect(() => plotTerminal(history, { height: 1 })).toThrow(ValueError);
    expect(() => plotTerminal([{ name: 'a', values: [1, 2], x: [1] }])).toThrow(
      'plotTerminal: expected 2 positions for "a", got 1.',
    );
  });
});

describe('plotSvg', () => {
  it('has one line a curve, and all names as text', () => {
    const svg = plotSvg(history, { title: 'Curve', xLabel: 'step', yLabel: 'loss of a & b' });
    expect(svg.match(/<path [^>]*stroke-width="2"/g)).toHaveLength(2);
    for (const text of ['Curve', 'step', 'loss of a &amp; b', 'loss', 'val_loss', '2.0'])
      expect(svg).toContain(`>${text}</text>`);
  });

  it('escapes what names may hold', () => {
    const svg = plotSvg({ '<script>"&': [1, 2] });
    expect(svg).toContain('&lt;script&gt;&quot;&amp;');
    expect(svg).not.toContain('<script');
  });

  it('puts every point inside the picture, for any values', () => {
    fc.assert(
      fc.property(anyHistory, (series) => {
        const svg = plotSvg(series, { width: 300, height: 200 });
        for (const [, path] of svg.matchAll(/<path d="M([^"]*)" [^>]*stroke-width="2"/g)) {
          for (const point of (path as string).split(/[ML]/)) {
            const [x, y] = point.split(' ').map(Number) as [number, number];
            expect(x >= 0 && x <= 300 && y >= 0 && y <= 200, point).toBe(true);
          }
        }
      }),
    );
  });

  it('leaves room for the curves beside a legend of many names', () => {
    const series = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`the name of curve ${i}`, [i, i + 1]]),
    );
    const svg = plotSvg(series, { width: 300, height: 200, title: 'Many' });
    expect(svg).toContain('>the name of curve 0</text>');
    expect(svg).toMatch(/>and \d+ more<\/text>/);
    for (const [, y] of svg.matchAll(/<circle cx="[^"]*" cy="([^"]*)"/g)) {
      expect(Number(y)).toBeGreaterThan(60);
      expect(Number(y)).toBeLessThan(200);
    }
  });

  it('breaks the line at gaps, and shows a lonely point', () => {
    const values = Array.from({ length: 60 }, (_, i) => (i === 30 ? 5 : i > 25 && i < 35 ? Number.NaN : i));
    const svg = plotSvg({ a: values });
    const [, path] = /<path d="([^"]*)" [^>]*stroke-width="2"/.exec(svg) as RegExpExecArray;
    expect(path?.match(/M/g)).toHaveLength(3);
    expect(svg.match(/<circle/g)).toHaveLength(1);
  });

  it('refuses a picture too small for axes', () => {
    expect(() => plotSvg(history, { width: 100 })).toThrow(ValueError);
  });
});

describe('axisOf', () => {
  const ticks = (values: number[], count: number): string[] => {
    const axis = axisOf(toCurves({ a: values }, 'test'), 1, count, false);
    return axis.ticks.map((tick) => axis.label(tick));
  };

  it.each([
    [[0, 1], 5, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
    [[0.03, 0.97], 2, ['0.0', '0.5', '1.0']],
    [[-3, 12], 3, ['-5', '0', '5', '10', '15']],
    [[0, 2e7], 2, ['0', '10000000', '20000000']],
    [[1e-7, 3e-7], 2, ['1e-7', '2e-7', '3e-7']],
    [[], 2, ['0.0', '0.5', '1.0']],
  ])('of %j with about %d ticks has %j', (values, count, expected) => {
    expect(ticks(values, count)).toEqual(expected);
  });
});

describe('drawDigit', () => {
  it('draws blank to solid in five shades, two characters a pixel', () => {
    expect(drawDigit([0, 1, 2, 3, 4, 0], 3, 2)).toBe('  ░░▒▒\n▓▓██  ');
  });

  it('takes a maximum, blank pictures and NaN', () => {
    expect(drawDigit([4, 16], 2, 1, 16)).toBe('░░██');
    expect(drawDigit([0, 0], 1, 2)).toBe('  \n  ');
    expect(drawDigit([Number.NaN, -1], 2, 1, 1)).toBe('    ');
    expect(drawDigit([], 0, 0)).toBe('');
  });

  it('refuses another number of pixels', () => {
    expect(() => drawDigit([1, 2, 3], 2, 2)).toThrow(ShapeError);
  });
});

it('beside puts blocks of different heights next to each other', () => {
  expect(beside(['a\nbb', 'c', 'd\ne'], 1)).toBe('a  c d\nbb   e');
  expect(beside([])).toBe('');
});
