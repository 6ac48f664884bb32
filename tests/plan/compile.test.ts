/** Tracing, planning and replay: what `compile` promises. */

import { beforeAll, describe, expect, test } from 'vitest';
import { grad, gradients, stopGradient, valueAndGradients } from '../../ts/autodiff/gradients.ts';
import { StateError } from '../../ts/errors.ts';
import { relu } from '../../ts/ops/activation/relu.ts';
import { add } from '../../ts/ops/arithmetic/add.ts';
import { multiply } from '../../ts/ops/arithmetic/multiply.ts';
import { subtract } from '../../ts/ops/arithmetic/subtract.ts';
import { matmul } from '../../ts/ops/linear/matmul.ts';
import { maxPool } from '../../ts/ops/pooling/pooling.ts';
import { SeedGenerator, setRandomSeed } from '../../ts/ops/random/seed.ts';
import { uniform } from '../../ts/ops/random/uniform.ts';
import { mean } from '../../ts/ops/reduction/mean.ts';
import { sum } from '../../ts/ops/reduction/sum.ts';
import { transpose } from '../../ts/ops/shape/transpose.ts';
import { compile } from '../../ts/plan/compile.ts';
import type { Plan } from '../../ts/plan/encode.ts';
import { explain, memoryOf } from '../../ts/plan/explain.ts';
import { hostInput } from '../../ts/plan/trace.ts';
import { tensor } from '../../ts/tensor/create.ts';
import { scope } from '../../ts/tensor/scope.ts';
import { Tensor } from '../../ts/tensor/tensor.ts';
import { Variable } from '../../ts/tensor/variable.ts';
import { engine } from '../../ts/wasm/engine.ts';
import { configure } from '../../ts/wasm/load.ts';

// A worker that checks in reserves its stack, at a moment that no test knows.
beforeAll(() => configure({ threads: 1 }));

const names = (compiled: { plans: readonly { steps: readonly { name: string }[] }[] }): string[] =>
  compiled.plans.flatMap((plan) => plan.steps.map((step) => step.name));

describe('signatures', () => {
  test('one trace for each shape and plain value', () => {
    let traces = 0;
    const scaled = compile((x: Tensor, factor: number) => {
      traces++;
      return multiply(x, factor);
    });
    expect(scaled(tensor([1, 2]), 3).toArray()).toEqual([3, 6]);
    expect(scaled(tensor([4, 5]), 3).toArray()).toEqual([12, 15]);
    expect(traces).toBe(1);
    expect(scaled(tensor([1, 2, 3]), 3).toArray()).toEqual([3, 6, 9]);
    expect(scaled(tensor([1, 2]), 2).toArray()).toEqual([2, 4]);
    expect(traces).toBe(3);
  });

  test('arguments and results may be nested', () => {
    const f = compile(({ a, b }: { a: Tensor; b: Tensor[] }) => ({
      total: add(a, b[0] as Tensor),
      same: [a],
      note: 'kept',
    }));
    const result = f({ a: tensor([1]), b: [tensor([2])] });
    expect(result.total.toArray()).toEqual([3]);
    expect(result.same[0]?.toArray()).toEqual([1]);
    expect(result.note).toBe('kept');
  });

  test('every argument counts, however many, and so do keys, their order, and how many there are', () => {
    let traces = 0;
    const f = compile((...args: unknown[]) => {
      traces++;
      return args.filter((arg): arg is Tensor => arg instanceof Tensor).reduce((sum, x) => add(sum, x));
    });
    const x = tensor([1]);
    const calls: unknown[][] = [
      [x],
      [x, undefined],
      [x, x, x, x, x, x],
      [x, { a: 1, b: 2 }],
      [x, { b: 2, a: 1 }],
      [x, { a: 1 }],
      [x, [1, 2]],
      [x, [1]],
      [x, -0],
      [x, 0],
      [x, Number.NaN],
      [tensor([1], { dtype: 'int32' })],
    ];
    const values = [1, 1, 6, 1, 1, 1, 1, 1, 1, 1, 1, 1];
    for (let round = 0; round < 2; round++)
      expect(calls.map((args) => (f(...args) as Tensor).item())).toEqual(values);
    expect(traces).toBe(calls.length);
  });

  test('a host input may call the function itself', () => {
    let depth = 0;
    const f = compile(
      (x: Tensor): Tensor =>
        multiply(
          x,
          hostInput(() => (depth++ === 0 ? f(tensor([5])).item() : 1)),
        ),
    );
    f(tensor([1]));
    depth = 0;
    expect(f(tensor([2])).item()).toBe(10);
  });

  test('programs of a configuration that has passed give their memory back', () => {
    const v = new Variable(tensor([1, 2]));
    const f = compile((x: Tensor) => add(x, v));
    f(tensor([1, 2]));
    const live = engine().liveBytes;
    v.trainable = false;
    f(tensor([1, 2]));
    expect(f.plans.length).toBe(1);
    expect(engine().liveBytes).toBe(live);
  });

  test('the least recently used program is dropped', () => {
    const f = compile((x: Tensor) => add(x, 1), { cacheSize: 2 });
    for (const size of [1, 2, 3]) f(tensor(new Float32Array(size)));
    expect(f.plans.length).toBe(2);
    expect(f(tensor([5])).toArray()).toEqual([6]);
    f.dispose();
    expect(f.plans.length).toBe(0);
  });
});

describe('values that are not known while tracing', () => {
  test('looking at one throws and says what to do', () => {
    const f = compile((x: Tensor) => (x.item() > 0 ? x : add(x, 1)));
    expect(() => f(tensor([1]))).toThrow(/being traced by compile.*where\(condition, a, b\)/s);
  });

  test('a promise throws', () => {
    const f = compile(async (x: Tensor) => x);
    expect(() => f(tensor([1]))).toThrow(StateError);
  });

  test('a host input is asked for before every run', () => {
    let rate = 1;
    const f = compile((x: Tensor) =>
      multiply(
        x,
        hostInput(() => rate),
      ),
    );
    expect(f(tensor([2])).item()).toBe(2);
    rate = 10;
    expect(f(tensor([2])).item()).toBe(20);
    expect(f.plans.length).toBe(1);
  });
});

describe('variables', () => {
  test('are read live and written when all else is done', () => {
    const v = new Variable(tensor([1, 2]));
    const f = compile((x: Tensor) => {
      const before = v.value;
      v.assign(add(v.value, x));
      return { before, after: v.value };
    });
    const first = f(tensor([10, 10]));
    expect([first.before.toArray(), first.after.toArray()]).toEqual([
      [1, 2],
      [11, 12],
    ]);
    v.assign(tensor([0, 0]));
    const second = f(tensor([10, 10]));
    expect([second.before.toArray(), second.after.toArray()]).toEqual([
      [0, 0],
      [10, 10],
    ]);
    expect([...v.data()]).toEqual([10, 10]);
  });

  test('two can be swapped', () => {
    const [a, b] = [new Variable(tensor([1, 2])), new Variable(tensor([3, 4]))];
    const swap = compile(() => {
      const old = a.value;
      a.assign(b.value);
      b.assign(old);
    });
    swap();
    expect([[...a.data()], [...b.data()]]).toEqual([
      [3, 4],
      [1, 2],
    ]);
    swap();
    expect([[...a.data()], [...b.data()]]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('updates that read each other see the old values', () => {
    const [a, b] = [new Variable(tensor([1])), new Variable(tensor([10]))];
    const update = (): void => {
      const [x, y] = [a.value, b.value];
      a.assign(add(x, y));
      b.assign(subtract(y, x));
    };
    const compiled = compile(update);
    compiled();
    compiled();
    const replayed = [a.data()[0], b.data()[0]];
    a.assign(tensor([1]));
    b.assign(tensor([10]));
    scope(update);
    scope(update);
    expect(replayed).toEqual([a.data()[0], b.data()[0]]);
  });

  test('take what does not read them without a copy, before what they depend on changes', () => {
    const make = () => [new Variable(tensor([[1, 2]])), new Variable(tensor([[3, 4]]))] as const;
    const update = (w: Variable, y: Variable, x: Tensor): Tensor => {
      const old = multiply(y, 10);
      w.assign(subtract(w, 0.5));
      y.assign(matmul(w, x));
      return old;
    };
    // Here y is made of the old w, and w is written in place.
    const swapped = (w: Variable, y: Variable, x: Tensor): Tensor => {
      const product = matmul(w, x);
      w.assign(subtract(w, 0.5));
      y.assign(product);
      return multiply(x, 2);
    };
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    for (const [body, copies] of [
      [update, 1],
      [swapped, 0],
    ] as const) {
      const [[w, y], [v, z]] = [make(), make()];
      const compiled = compile((input: Tensor) => body(w, y, input));
      for (let round = 0; round < 3; round++) {
        expect(compiled(x).toArray()).toEqual(scope(() => body(v, z, x)).toArray());
        expect([...w.data(), ...y.data()]).toEqual([...v.data(), ...z.data()]);
      }
      expect(names(compiled).filter((name) => name === 'commit').length).toBeLessThanOrEqual(copies);
    }
  });

  test('created while tracing are initialised once', () => {
    let slot: Variable | undefined;
    const count = compile((x: Tensor) => {
      slot ??= new Variable(() => tensor([100]));
      slot.assign(add(slot.value, x));
      return slot.value;
    });
    expect(count(tensor([1])).item()).toBe(101);
    expect(count(tensor([1])).item()).toBe(102);
  });

  test('that were disposed of are named', () => {
    const v = new Variable(tensor([1]), { name: 'kernel' });
    const f = compile(() => add(v.value, 1));
    f();
    v.dispose();
    expect(() => f()).toThrow(/variable 'kernel', disposed of/);
  });

  test('a reader in an open scope keeps the value it read', () => {
    const v = new Variable(tensor([1]));
    const increment = compile(() => v.assign(add(v.value, 1)));
    scope(() => {
      const before = v.value;
      increment();
      expect(before.item()).toBe(1);
      expect(v.value.item()).toBe(2);
    });
  });
});

describe('planning', () => {
  test('nodes that nobody needs are gone, equal ones merged', () => {
    const f = compile((x: Tensor) => {
      multiply(x, 7);
      return add(multiply(x, 2), multiply(x, 2));
    });
    expect(f(tensor([3])).item()).toBe(12);
    expect(names(f)).toEqual(['multiply', 'add']);
  });

  test('bias and activation run in the product, transposes in its packing', () => {
    const w = uniform([5, 3], { seed: 1 });
    const b = uniform([5], { seed: 2 });
    const layer = (x: Tensor): Tensor => relu(add(matmul(x, transpose(w)), b));
    const x = uniform([4, 3], { seed: 3 });
    const f = compile(layer);
    expect(f(x).data()).toEqual(layer(x).data());
    expect(names(f)).toEqual(['matmul']);
  });

  test('bias and activation of a product over a sequence run in it, too', () => {
    const w = uniform([3, 5], { seed: 1 });
    const b = uniform([5], { minval: -1, seed: 2 });
    const layer = (x: Tensor): Tensor => relu(add(matmul(x, w), b));
    const x = uniform([2, 4, 3], { seed: 3 });
    const f = compile(layer);
    expect(f(x).shape).toEqual([2, 4, 5]);
    expect(f(x).data()).toEqual(layer(x).data());
    expect(names(f)).toEqual(['matmul']);
  });

  test('a gradient is cut by relu before max pooling scatters it', () => {
    const x = uniform([2, 7, 6, 5], { minval: -1, seed: 1 });
    const slope = uniform([2, 3, 3, 5], { minval: -1, seed: 2 });
    const f = grad((x: Tensor) => sum(multiply(maxPool(relu(x), [2, 2]), slope)));
    const compiled = compile(f);
    expect(compiled(x).data()).toEqual(f(x).data());
    expect(names(compiled).slice(-2)).toEqual(['reluGradient', 'maxPoolGradient']);
  });

  test('a product that others read is not fused away', () => {
    const w = uniform([3, 3], { seed: 1 });
    const f = (x: Tensor): Tensor[] => {
      const y = matmul(x, w);
      return [y, relu(y), add(y, tensor([1, 2, 3]))];
    };
    const x = uniform([2, 3], { minval: -1, seed: 3 });
    expect(compile(f)(x).map((t) => t.toArray())).toEqual(f(x).map((t) => t.toArray()));
  });

  test('temporaries share memory', () => {
    const f = compile((x: Tensor) => {
      let y = x;
      for (let i = 0; i < 50; i++) y = add(matmul(y, y), 0.001);
      return sum(y);
    });
    f(uniform([32, 32], { maxval: 0.03, seed: 1 }));
    const [plan] = f.plans;
    expect(plan?.program.arenaBytes).toBeLessThanOrEqual(4 * 32 * 32 * 4);
    const { arena, lowerBound } = memoryOf(plan as Plan);
    expect(arena / lowerBound).toBeLessThanOrEqual(1.2);
  });

  test('one call into WebAssembly a step', () => {
    const v = new Variable(uniform([8, 8], { seed: 1 }));
    const step = compile((x: Tensor) => {
      const { value, gradients: found } = valueAndGradients(() => mean(relu(matmul(x, v))), [v]);
      v.assign(subtract(v, multiply(found[0] as Tensor, 0.1)));
      return value;
    });
    const x = uniform([4, 8], { seed: 2 });
    step(x);
    const before = engine().runs;
    step(x);
    expect(engine().runs - before).toBe(1);
  });

  test('explain shows instructions and memory', () => {
    const v = new Variable(tensor([1, 2]), { name: 'kernel' });
    const f = compile((x: Tensor) => sum(multiply(add(x, v), 3)));
    expect(() => explain(f)).toThrow(/Call it once/);
    f(tensor([1, 2]));
    const text = explain(f);
    expect(text).toContain('3 instructions');
    expect(text).toMatch(/= add\(%\d+:float32\[2\], kernel:float32\[2\]\)/);
    expect(text).toContain('memory map');
    expect(text).toMatch(/arena: +\d+ bytes; alive at most \d+/);
  });
});

describe('randomness', () => {
  test('eager and compiled draw the same numbers, and tracing draws none', () => {
    const draw = (generator: SeedGenerator): Tensor[] => [
      uniform([5], { seed: generator }),
      uniform([3], { seed: generator }),
    ];
    const [one, two] = [new SeedGenerator(7), new SeedGenerator(7)];
    const compiled = compile(() => draw(one));
    for (let round = 0; round < 3; round++)
      expect(compiled().map((t) => t.toArray())).toEqual(draw(two).map((t) => t.toArray()));
    expect(one.state.data()).toEqual(two.state.data());
  });

  test('a draw whose result is dead still moves the counter', () => {
    const [one, two] = [new SeedGenerator(7), new SeedGenerator(7)];
    const f = (generator: SeedGenerator): Tensor => {
      uniform([9], { seed: generator });
      return uniform([2], { seed: generator });
    };
    expect(compile(() => f(one))().data()).toEqual(f(two).data());
  });

  test('setRandomSeed makes everything repeat', () => {
    setRandomSeed(3);
    const first = [uniform([4]).toArray(), uniform([4]).toArray()];
    setRandomSeed(3);
    expect([uniform([4]).toArray(), uniform([4]).toArray()]).toEqual(first);
    expect(first[0]).not.toEqual(first[1]);
  });
});

describe('gradients', () => {
  test('of gradients, eager and compiled', () => {
    const cube = (x: Tensor): Tensor => sum(multiply(x, multiply(x, x)));
    const second = grad((x) => sum(grad(cube)(x)));
    const x = tensor([1, 2, -3]);
    expect(second(x).toArray()).toEqual([6, 12, -18]);
    expect(compile((y: Tensor) => second(y))(x).toArray()).toEqual([6, 12, -18]);
  });

  test('a variable read many times gets the sum', () => {
    const v = new Variable(tensor([2]));
    const [dv] = gradients(() => sum(multiply(v.value, multiply(v, v.value))), [v]);
    expect(dv?.toArray()).toEqual([12]);
  });

  test('of a variable that is read at many steps have one order of sums, eager and compiled', () => {
    const kernel = new Variable(uniform([3, 3], { seed: 1, minval: -1, maxval: 1 }));
    const x = uniform([2, 3], { seed: 2, minval: -1, maxval: 1 });
    const step = (): Tensor => {
      let state = x;
      for (let time = 0; time < 5; time++) state = relu(add(matmul(state, kernel), x));
      return sum(state);
    };
    const slope = (): Tensor => gradients(step, [kernel])[0] as Tensor;
    expect(compile(slope)().data()).toEqual(slope().data());
  });

  test('what the value does not depend on has zeros', () => {
    const [a, b] = [new Variable(tensor([1, 2])), new Variable(tensor([3]))];
    const [, db] = gradients(() => sum(a), [a, b]);
    expect(db?.toArray()).toEqual([0]);
  });

  test('stopGradient stops them', () => {
    const v = new Variable(tensor([3]));
    const [dv] = gradients(() => sum(multiply(v, stopGradient(v))), [v]);
    expect(dv?.toArray()).toEqual([3]);
  });

  test('a compiled function inside a tape still differentiates', () => {
    const square = compile((x: Tensor) => multiply(x, x));
    expect(grad((x) => sum(square(x)))(tensor([3])).toArray()).toEqual([6]);
  });
});

describe('memory', () => {
  test('a thousand eager steps outside any scope leave WebAssembly memory alone', () => {
    const x = uniform([64, 64], { seed: 1 });
    for (let i = 0; i < 10; i++) add(matmul(x, x), 1);
    const live = engine().liveBytes;
    const bytes = engine().memory.buffer.byteLength;
    for (let i = 0; i < 1000; i++) add(matmul(x, x), 1);
    expect(engine().liveBytes).toBe(live);
    expect(engine().memory.buffer.byteLength).toBe(bytes);
  });

  test('a scope frees all but what it returns', () => {
    const live = engine().liveBytes;
    const kept = scope(() => {
      const a = add(tensor([1]), 1);
      multiply(a, 3);
      return { sum: add(a, 1) };
    });
    expect(engine().liveBytes).toBe(live);
    expect(kept.sum.item()).toBe(3);
  });

  test('a tensor of an ended scope says so', () => {
    let leaked: Tensor | undefined;
    scope(() => {
      leaked = add(tensor([1]), 1);
    });
    expect(() => leaked?.item()).toThrow(/disposed of, or whose scope has ended/);
  });

  test('a scope takes no promise', () => {
    expect(() => scope(async () => 1)).toThrow(StateError);
  });
});
