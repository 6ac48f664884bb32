// The progress of training: what a terminal shows, what a log file gets.
import { describe, expect, it } from 'vitest';
import { progressBar } from '../../../ts/callbacks/progress-bar.ts';

/** A bar with a clock that a test moves by hand. */
function setUp(isTerminal: boolean, epochs?: number, columns = 120) {
  const written: string[] = [];
  const clock = { ms: 0 };
  const bar = progressBar({
    isTerminal,
    ...(epochs === undefined ? {} : { epochs }),
    write: (text) => written.push(text),
    columns: () => columns,
    now: () => clock.ms,
  });
  return { bar, written, clock };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences of a terminal start with ESC.
const plain = (text: string): string => text.replace(/\u001b\[\d*[mK]/g, '');

describe('without a terminal', () => {
  it('writes one plain line an epoch', () => {
    const { bar, written, clock } = setUp(false, 10);
    bar.start(2, 12);
    for (let step = 1; step <= 12; step++) {
      clock.ms += 3;
      bar.update(step, { loss: 1 });
    }
    clock.ms = 1200;
    bar.end({ accuracy: 0.95, loss: 0.1, val_loss: 0.00012345 });
    expect(written).toEqual([
      'Epoch  3/10  12/12 1s 100ms/step - accuracy: 0.9500 - loss: 0.1000 - val_loss: 1.2345e-04\n',
    ]);
  });

  it('writes no epoch when there is none', () => {
    const { bar, written, clock } = setUp(false);
    bar.start(0, 3);
    clock.ms = 6;
    bar.update(3, {});
    bar.end({ loss: Number.NaN });
    expect(written).toEqual(['3/3 0s 2ms/step - loss: NaN\n']);
  });
});

describe('in a terminal', () => {
  it('draws the bar over itself with the time that is left, at most 20 times a second', () => {
    const { bar, written, clock } = setUp(true, 3);
    bar.start(0, 200);
    for (let step = 1; step <= 100; step++) {
      clock.ms += 10;
      bar.update(step, { loss: 0.5 });
    }
    expect(written.length).toBe(20);
    expect(written.every((text) => text.startsWith('\rEpoch 1/3 ') && !text.includes('\n'))).toBe(true);
    expect(plain(written.at(-1) as string)).toBe(
      `\rEpoch 1/3   96/200 ${'━'.repeat(20)} 1s 10ms/step - loss: 0.5000`,
    );
    expect(written.at(-1)).toContain(`\u001b[32m${'━'.repeat(9)}\u001b[90m${'━'.repeat(11)}\u001b[0m`);
  });

  it('ends with a full bar, the time it took, and a line end', () => {
    const { bar, written, clock } = setUp(true, 3);
    bar.start(0, 4);
    clock.ms = 8000;
    bar.update(4, {});
    bar.end({ loss: 1 });
    expect(plain(written.at(-1) as string)).toBe(
      `\rEpoch 1/3  4/4 ${'━'.repeat(20)} 8s 2s/step - loss: 1.0000\n`,
    );
  });

  it.each([10, 30, 50, 80])('fits in %d columns while it is drawn over', (columns) => {
    const { bar, written, clock } = setUp(true, 100, columns);
    bar.start(0, 1000);
    clock.ms = 100;
    bar.update(1, { categorical_accuracy: 0.5, loss: 0.5, another_metric: 123456 });
    expect(plain(written[0] as string).slice(1).length).toBeLessThan(columns);
  });

  it('shows an epoch of unknown length as a count', () => {
    const { bar, written, clock } = setUp(true, 2);
    bar.start(0, undefined);
    clock.ms = 3_723_000;
    bar.update(1000, {});
    expect(plain(written[0] as string)).toContain('Epoch 1/2  1000 ');
    expect(plain(written[0] as string)).toContain(' 1:02:03 4s/step');
    bar.end({});
    expect(plain(written[1] as string)).toContain('Epoch 1/2  1000/1000 ');
  });

  it('survives an epoch without steps', () => {
    const { bar, written } = setUp(true, 2);
    bar.start(0, 0);
    bar.end({});
    expect(plain(written[0] as string)).toContain('Epoch 1/2  0/0 ');
    expect(written[0]).not.toContain('NaN');
  });
});
