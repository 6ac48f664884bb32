/**
 * Work near the limit of memory: whatever fails for want of room, everything else keeps its values and goes on. Each
 * test file that uses it has a process of its own, which the limit belongs to.
 */

import {
  Adam,
  add,
  type CompiledFunction,
  compile,
  configure,
  Dense,
  engine,
  gradients,
  MemoryError,
  MultiHeadAttention,
  mean,
  multiply,
  ones,
  Sequential,
  SGD,
  scope,
  setRandomSeed,
  square,
  sum,
  type Tensor,
  tensor,
  Variable,
} from 'oxigrad';
import { beforeAll, expect, it } from 'vitest';
import { fromArray } from '../../ts/tensor/create.ts';
import { numbers } from '../numbers.ts';

const LIMIT_MB = 16;

const below = numbers(1);
/** Elements: mostly few, sometimes several megabytes, seldom more than there is. */
const length = (): number => [64, 5_000, 100_000, 600_000, 3_000_000][below(5)] as number;

/** `first`, `first + 1`, … `first + 6`, again and again. */
function pattern(size: number, first: number): Tensor {
  const array = Float32Array.from({ length: Math.min(size, 70) }, (_, index) => first + (index % 7));
  const repeated = new Float32Array(size);
  repeated.set(array);
  for (let filled = 70; filled < size; filled *= 2) repeated.copyWithin(filled, 0, filled);
  return fromArray(repeated, [size], 'float32');
}

/** Elements here and there, so that whoever wrote over a block is found. */
function expectPattern(found: Tensor | Variable, first: number): void {
  const data = found.storage('test').peek('test');
  for (let index = 0; index < data.length; index += 1021) {
    if (data[index] !== first + (index % 7))
      expect(data[index], `element ${index} of ${data.length}`).toBe(first + (index % 7));
  }
}

/** A variable that holds `pattern(size, first)`. */
interface Held {
  readonly variable: Variable;
  first: number;
}

const held: Held[] = [];
const counter = new Map<Variable, number>();

function hold(first: number): void {
  held.push({ variable: new Variable(pattern(length(), first)), first });
}

function drop(): void {
  if (held.length > 0) held.splice(below(held.length), 1)[0]?.variable.dispose();
}

const ACTIONS: (() => void)[] = [
  () => hold(below(100)),
  () => hold(below(100)),
  drop,
  function assigns() {
    const one = held[below(held.length)];
    if (one === undefined) return;
    const first = below(100);
    one.variable.assign(pattern(one.variable.size, first));
    one.first = first;
  },
  function computesEagerly() {
    const first = below(100);
    expectPattern(add(pattern(length(), first), 3), first + 3);
  },
  function computesInScopes() {
    const one = held[below(held.length)];
    if (one === undefined) return;
    const { variable, first } = one;
    const next = below(100);
    const result = scope(() => {
      const before = variable.value;
      const sums = scope(() => [add(before, variable), add(variable, 1)] as const);
      variable.assign(pattern(variable.size, next));
      one.first = next;
      return [before, subtractPattern(sums[0], first, variable.size), sums[1]] as const;
    });
    expectPattern(result[0], first);
    expectPattern(result[1], first);
    expectPattern(result[2], first + 1);
  },
  function differentiates() {
    const one = held[below(held.length)];
    if (one === undefined) return;
    const [found] = gradients(() => multiply(sum(square(one.variable)), 0.5), [one.variable]);
    expectPattern(found as Tensor, one.first);
  },
];

/** `sum - pattern(size, first)`. */
function subtractPattern(found: Tensor, first: number, size: number): Tensor {
  return add(found, multiply(pattern(size, first), -1));
}

/** A compiled function that counts its calls in a variable, with any number of temporaries. */
function counting(): CompiledFunction<[x: Tensor], Tensor> {
  const calls = new Variable(tensor(0));
  counter.set(calls, 0);
  return compile((x: Tensor) => {
    const doubled = multiply(x, 2);
    calls.assign(add(calls, 1));
    return add(square(doubled), multiply(mean(doubled), 0));
  });
}

function runCompiled(functions: readonly CompiledFunction<[x: Tensor], Tensor>[]): void {
  const chosen = below(functions.length);
  const x = tensor(new Float32Array(length()).fill(3));
  const found = functions[chosen]?.(x).storage('test').peek('test') as Float32Array;
  const calls = [...counter.keys()][chosen] as Variable;
  counter.set(calls, (counter.get(calls) as number) + 1);
  expect([found[0], found.at(-1)]).toEqual([36, 36]);
}

/** All bits of some variables, quick to compare. */
const bits = (variables: readonly Variable[]): string =>
  Buffer.concat(variables.map((variable) => Buffer.from(variable.data().buffer))).toString('latin1');

/** Random work under a limit of memory, with so many threads. */
export function nearTheLimit(threads: number): void {
  beforeAll(() => configure({ memoryLimitMB: LIMIT_MB, threads }));

  it('3,000 pieces of random work near the limit: what fails changes nothing, what follows goes on', async () => {
    setRandomSeed(1);
    const functions = [counting(), counting(), counting()];
    const model = new Sequential([new Dense(300, { inputShape: [20] }), new Dense(1)]);
    model.compile({ optimizer: new SGD({ learningRate: 1e-3, momentum: 0.9 }), loss: 'mse' });
    const train = (rows: number): void =>
      void model.trainOnBatch(
        tensor(new Float32Array(rows * 20).fill(0.5), { shape: [rows, 20] }),
        zeroes(rows),
      );
    const zeroes = (rows: number): Tensor => tensor(new Float32Array(rows), { shape: [rows, 1] });
    train(1);
    /** Trains on a batch that may be too large; a step that fails changes nothing. */
    const trains = (): void => {
      const variables = [...model.weights, ...(model.optimizer?.variables ?? [])];
      const before = bits(variables);
      try {
        train([1, 7, 100, 500, 20_000][below(5)] as number);
      } catch (error) {
        expect(bits(variables) === before).toBe(true);
        throw error;
      }
    };
    /** Makes slots for all variables; where there is no room, none is left behind. */
    const builds = (): void => {
      const optimizer = new Adam({ useEma: true });
      const before = engine().liveBytes;
      const retried = held.slice(0, 1).map(({ variable }) => variable);
      try {
        optimizer.build(held.map(({ variable }) => variable));
      } catch (error) {
        expect(engine().liveBytes).toBe(before);
        try {
          optimizer.build(retried);
        } catch {
          expect(engine().liveBytes).toBe(before);
        }
        throw error;
      } finally {
        optimizer.dispose();
      }
    };
    const actions = [...ACTIONS, () => runCompiled(functions), () => runCompiled(functions), trains, builds];
    let failures = 0;
    for (let round = 0; round < 3000; round++) {
      // Threads start, and memory that is forgotten is found, when the event loop gets a turn.
      if (round % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      try {
        (actions[below(actions.length)] as () => void)();
        if (round % 100 !== 0) continue;
      } catch (error) {
        if (!(error instanceof MemoryError)) throw error;
        failures++;
        if (failures % 3 === 0) drop();
      }
      for (const { variable, first } of held) expectPattern(variable, first);
      for (const [calls, expected] of counter) expect(calls.data()[0]).toBe(expected);
    }
    expect(failures).toBeGreaterThan(500);
    expect(engine().memory.buffer.byteLength).toBeLessThanOrEqual(LIMIT_MB * 2 ** 20);

    // Nothing was lost on the way: what is let go is there for one block again.
    for (const { variable } of held.splice(0)) variable.dispose();
    for (const one of functions) one.dispose();
    model.dispose();
    expect(engine().liveBytes).toBeLessThan(15 * 2 ** 20);
  });

  it('a layer whose weights found no room keeps none of them, and is built whole for less', () => {
    const layer = new MultiHeadAttention(8, 128);
    const wide = [null, 4, 2048];
    // The first weight has room each time: what earlier tries left would take it.
    for (let round = 0; round < 10; round++) {
      expect(() => layer.build([wide, wide])).toThrow(MemoryError);
      expect([layer.built, layer.weights.length]).toEqual([false, 0]);
    }
    const x = ones([1, 4, 128]);
    expect(layer.apply([x, x]).shape).toEqual([1, 4, 128]);
    expect(layer.weights).toHaveLength(8);
  });
}
