// Seeds, dtypes, names and bad input of initializers.

import { matmul, transpose } from 'oxigrad/ops';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ShapeError, ValueError } from '../../ts/errors.ts';
import {
  Constant,
  GlorotUniform,
  getInitializer,
  Identity,
  type Initializer,
  type InitializerName,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  VarianceScaling,
} from '../../ts/initializers/index.ts';
import { initializersByName } from '../../ts/initializers/names.ts';
import { SeedGenerator, setRandomSeed } from '../../ts/ops/random/seed.ts';
import { compile } from '../../ts/plan/compile.ts';

const values = (initializer: Initializer, shape = [3, 4]) => initializer.call(shape).data();

describe('seeds', () => {
  it('a number gives the same values at each call, another number others', () => {
    const initializer = new GlorotUniform({ seed: 7 });
    expect(values(initializer)).toEqual(values(initializer));
    expect(values(initializer)).toEqual(values(new GlorotUniform({ seed: 7 })));
    expect(values(initializer)).not.toEqual(values(new GlorotUniform({ seed: 8 })));
  });

  it('a generator gives others at each call', () => {
    const initializer = new RandomNormal({ seed: new SeedGenerator(7) });
    expect(values(initializer)).not.toEqual(values(initializer));
  });

  it('without a seed the global seed decides', () => {
    setRandomSeed(3);
    const first = [values(new RandomUniform()), values(new RandomUniform())];
    setRandomSeed(3);
    expect([values(new RandomUniform()), values(new RandomUniform())]).toEqual(first);
    expect(first[0]).not.toEqual(first[1]);
  });

  it('a draw inside a compiled function is made at once, as weights are', () => {
    const initializer = new Orthogonal({ seed: 1 });
    let inside: Float32Array | undefined;
    compile(() => {
      inside = initializer.call([3, 3]).data() as Float32Array;
    })();
    expect(inside).toEqual(values(initializer, [3, 3]));
  });
});

describe('calls', () => {
  it('of values that are known broadcast them, and keep them from later changes', () => {
    const given = Float32Array.of(1, 2);
    const initializer = new Constant(given);
    given.fill(9);
    expect(initializer.call([2, 2]).toArray()).toEqual([
      [1, 2],
      [1, 2],
    ]);
    const numpy = { class_name: '__numpy__', config: { value: [[1], [2.5]], dtype: 'float32' } };
    const read = Constant.fromConfig({ value: numpy });
    expect(read.getConfig()).toEqual({ value: [[1], [2.5]] });
    expect(read.call([2, 2]).toArray()).toEqual([
      [1, 1],
      [2.5, 2.5],
    ]);
  });

  it('make matrices orthogonal, large ones too', () => {
    const [rows, columns] = [300, 500];
    const matrix = new Orthogonal({ seed: 3 }).call([rows, columns]);
    const gram = matmul(matrix, transpose(matrix)).data() as Float32Array;
    const errors = gram.map((value, index) => Math.abs(value - (index % (rows + 1) === 0 ? 1 : 0)));
    // What a product of float32 itself rounds off.
    expect(errors.reduce((worst, error) => Math.max(worst, error), 0)).toBeLessThan(3e-6);
  });

  it('take odd shapes, size 1, empty, and other dtypes', () => {
    for (const [name, initializerClass] of Object.entries(initializersByName)) {
      const initializer = new initializerClass();
      for (const shape of [
        [1, 1],
        [3, 5],
        [0, 4],
      ])
        expect(initializer.call(shape).shape, name).toEqual(shape);
    }
    expect(new GlorotUniform().call([]).shape).toEqual([]);
    expect(new Constant(3).call([2], { dtype: 'int32' }).data()).toEqual(Int32Array.of(3, 3));
    expect(new Constant({ value: 0.5 }).call([1]).item()).toBe(0.5);
  });

  it('names are literal types', () => {
    expectTypeOf<'glorotUniform' | 'glorot_uniform' | 'zeros' | 'HeNormal'>().toExtend<InitializerName>();
    // @ts-expect-error a typo is a compile error
    expect(() => getInitializer('glorotUnifrom')).toThrow("Did you mean 'glorotUniform'?");
  });

  it.each([
    [() => new VarianceScaling({ scale: 0 }), ValueError],
    [() => new VarianceScaling({ scale: Number.NaN }), ValueError],
    [() => new VarianceScaling({ mode: 'fan' as 'fan_in' }), ValueError],
    [() => new VarianceScaling({ distribution: 'gauss' as 'normal' }), ValueError],
    [() => new RandomNormal({ stddev: -1 }), ValueError],
    [() => new RandomUniform({ minval: 1, maxval: 0 }), ValueError],
    [() => new Orthogonal({ gain: Number.NaN }), ValueError],
    [() => new Orthogonal().call([3]), ShapeError],
    [() => new Identity().call([3]), ShapeError],
    [() => new Constant(1).call([-1]), ShapeError],
    [() => new Constant([1, 2]).call([2, 3]), ShapeError],
    [() => new GlorotUniform({ seed: -1 }).call([2, 2]), ValueError],
  ])('bad input %s throws', (make, error) => {
    expect(make).toThrow(error);
  });
});
