/** Values that no argument is meant to be, or that few are. */

import { Adam, Dense, Input, ones, type Tensor, Variable, zeros } from 'oxigrad';

/** The error of a user's own code, which passes through whatever calls it. */
export class OwnError extends Error {}

function own(): never {
  throw new OwnError('of the caller');
}

function holes(): unknown[] {
  const list: unknown[] = [1, 2, 3];
  delete list[1];
  return list;
}

function detached(): Float32Array {
  const array = new Float32Array(4);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

function disposed<Kind extends Tensor | Variable>(one: Kind): Kind {
  one.dispose();
  return one;
}

function cyclic(): Record<string, unknown> {
  const one: Record<string, unknown> = {};
  one['self'] = one;
  return one;
}

/** An object that throws whatever is asked of it. */
function throwing(): object {
  return new Proxy(
    {},
    { get: own, has: own, ownKeys: own, getPrototypeOf: own, getOwnPropertyDescriptor: own },
  );
}

/** A list whose entries throw. */
function throwingList(): unknown[] {
  return Object.defineProperty([1, 2, 3], 1, { get: own, enumerable: true });
}

/** Lists in lists, deeper than any stack. */
function deep(): unknown[] {
  let list: unknown[] = [1];
  for (let level = 0; level < 20_000; level++) list = [list];
  return list;
}

/** Makers of junk: a fresh value each time, since calls may change what they get. */
export const junk: readonly (() => unknown)[] = [
  () => undefined,
  () => null,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => Number.NEGATIVE_INFINITY,
  () => 0,
  () => -1,
  () => 1.5,
  () => 2,
  () => 2 ** 53,
  () => '',
  () => 'junk',
  () => '__proto__',
  () => 'constructor',
  () => true,
  () => false,
  () => ({}),
  () => [],
  () => [[]],
  () => [[1, 2], [3]],
  () => [1, [2, 3]],
  () => ['a', null],
  () => [undefined],
  () => [Symbol('in a list')],
  () => [10n],
  () => [null, 3],
  holes,
  () => new Array(3),
  () => () => undefined,
  () => own,
  () => class Mine {},
  () => Symbol('junk'),
  () => 10n,
  () => Object.create(null) as object,
  () => Object.assign(Object.create(null), { toString: null }) as object,
  () => ({ toString: own }),
  () => ({ shape: [2, 3], dtype: 'float32' }),
  () => ({ shape: 'wide' }),
  () => ({ name: 7 }),
  () => ({ class_name: 'Dense', config: null }),
  cyclic,
  () => new Date(),
  () => new Map([[1, 2]]),
  () => new Set([1]),
  () => Promise.resolve(1),
  () => new Error('a value'),
  () => /junk/,
  () => new Uint8Array(0),
  () => new BigInt64Array(2),
  () => new Float64Array([1, 2]),
  () => new Uint8Array([1, 2, 3]).buffer,
  detached,
  () => Input({ shape: [3] }),
  () => [Input({ shape: [3] })],
  () => disposed(new Variable(zeros([2, 3]))),
  () => disposed(ones([2, 3])),
  () => ones([]),
  () => ones([0]),
  () => ones([2, 2, 2, 2, 2, 2]),
  () => ones([2, 3], { dtype: 'bool' }),
  () => ones([2, 3], { dtype: 'int8' }),
  () => [ones([2, 3]), 'junk'],
  throwing,
  throwingList,
  () => ({
    get shape() {
      return own();
    },
  }),
  () => new Proxy([1, 2], {}),
  deep,
  () => '3',
  () => '1e3',
  () => -3,
  () => 2 ** 31,
  () => -(2 ** 31),
  () => 1e21,
  () => Object(2) as object,
  () => [Number.POSITIVE_INFINITY],
  () => [-1, 2],
  () => [1e9, 1e9],
  () => [2 ** 53, 2],
  () => ['3', '4'],
  () => new SharedArrayBuffer(8),
  () => new WeakMap(),
  () =>
    (function* () {
      yield 1;
    })(),
  () => async () => 1,
  () => Reflect,
  () => Symbol.iterator,
  () => Dense,
  () => new Dense(2),
  () => new Adam(),
];
