/**
 * How long tensors live, and what they read: random programs of scopes, variables, views, gradients and compiled
 * functions, each beside the same program on plain arrays.
 */

import {
  add,
  compile,
  gradients,
  multiply,
  reshape,
  SGD,
  StateError,
  scope,
  sum,
  type Tensor,
  tensor,
  Variable,
} from 'oxigrad';
import { expect, it } from 'vitest';
import { numbers, type RandomNumbers } from '../../numbers.ts';

type Values = readonly number[];

/** What one or more tensors (views of each other) share: who frees it, and whether that has happened. */
interface Group {
  /** The depth of the scope that frees it; 0 where it is left to the garbage collector. */
  depth: number;
  dead: boolean;
  /** Whether views of a variable, made outside any scope, share it: one that is disposed of takes all with it. */
  readonly isGuest?: boolean;
}

interface Made {
  readonly tensor: Tensor;
  readonly values: Values;
  readonly group: Group;
}

interface Held {
  readonly variable: Variable;
  values: Values;
}

const plus = (a: Values, b: Values): Values => a.map((value, index) => value + (b[index] as number));
const random = (draw: RandomNumbers): Values => [draw(9), draw(9), draw(9)];

/** The variables that compiled functions and the optimizer write; every program begins by setting them. */
const shared: Held[] = [1, 2].map((value) => ({
  variable: new Variable(tensor([value, value, value])),
  values: [],
}));
const [first, second] = shared as [Held, Held];
/** The old value of the first, the second with the sum of both; the first becomes that sum with x. */
const step = compile((x: Tensor) => {
  const old = first.variable.read();
  const both = add(old, second.variable);
  second.variable.assign(both);
  first.variable.assign(add(both, x));
  return { old, both: [both, second.variable.read()] };
});
const swap = compile(() => {
  const old = first.variable.read();
  first.variable.assign(second.variable.read());
  second.variable.assign(old);
});
const optimizer = new SGD({ learningRate: 1 });

class Program {
  readonly #draw: RandomNumbers;
  readonly #made: Made[] = [];
  readonly #held: Held[] = [...shared];
  #depth = 0;
  #taped = 0;
  #budget = 14;

  constructor(draw: RandomNumbers) {
    this.#draw = draw;
    for (const one of shared) this.#assign(one);
  }

  run(): void {
    while (this.#budget > 0) this.#statement();
    this.check();
    for (const one of this.#held.slice(shared.length)) one.variable.dispose();
    this.check();
  }

  /** Every tensor has the values that it had when it was made, or says that it is gone. */
  check(): void {
    for (const { tensor, values, group } of this.#made) {
      if (group.dead) expectGone(tensor);
      else if (!same(tensor.data(), values)) expect([...tensor.data()]).toEqual(values);
    }
    for (const { variable, values } of this.#held) {
      if (variable.disposed) expectGone(variable);
      else if (!same(variable.data(), values)) expect([...variable.data()]).toEqual(values);
    }
  }

  #at(): Group {
    return { depth: this.#depth, dead: false };
  }

  #keep(tensor: Tensor, values: Values, group = this.#at()): void {
    this.#made.push({ tensor, values, group });
  }

  #variable(): Held {
    const alive = this.#held.filter(({ variable }) => !variable.disposed);
    return alive[this.#draw(alive.length)] as Held;
  }

  /** A tensor that is alive, mostly one that was made lately. */
  #tensor(): Made {
    const alive = this.#made.filter(({ group }) => !group.dead).slice(-5);
    const found = alive[this.#draw(alive.length)];
    if (found !== undefined) return found;
    const values = random(this.#draw);
    const made: Made = { tensor: tensor(values), values, group: { depth: 0, dead: false } };
    this.#made.push(made);
    return made;
  }

  /** A tensor or a variable. */
  #operand(): { operand: Tensor | Variable; values: Values } {
    if (this.#draw(2) === 0) {
      const { variable: operand, values } = this.#variable();
      return { operand, values };
    }
    const { tensor, values } = this.#tensor();
    return { operand: reshape(tensor, [3]), values };
  }

  #assign(held: Held): void {
    const { tensor: value, values } = this.#draw(2)
      ? this.#tensor()
      : { tensor: tensor([4, 5, 6]), values: [4, 5, 6] };
    held.variable.assign(reshape(value, [3]));
    held.values = values;
  }

  #statement(): void {
    this.#budget--;
    if (this.#draw(6) === 0) this.check();
    const statements = [
      () => this.#read(),
      () => this.#read(),
      () => this.#view(),
      () => this.#add(),
      () => this.#add(),
      () => this.#assign(this.#variable()),
      () => this.#assign(this.#variable()),
      () => this.#scope(),
      () => this.#scope(),
      () => this.#scope(),
      () => this.#dispose(),
      () => this.#differentiate(),
      () => this.#compiled(),
      () => this.#optimize(),
      () => this.#declare(),
    ];
    (statements[this.#draw(statements.length)] as () => void)();
  }

  #read(): void {
    const { variable, values } = this.#variable();
    this.#keep(variable.value, values);
  }

  #view(): void {
    const shape = [[3], [3, 1], [1, 3]][this.#draw(3)] as number[];
    if (this.#draw(2) === 0) {
      const { variable, values } = this.#variable();
      this.#keep(reshape(variable, shape), values, { ...this.#at(), isGuest: this.#depth === 0 });
    } else {
      const { tensor, values, group } = this.#tensor();
      this.#keep(reshape(tensor, shape), values, group);
    }
  }

  #add(): void {
    const [a, b] = [this.#operand(), this.#operand()];
    this.#keep(add(a.operand, b.operand), plus(a.values, b.values));
  }

  /** Statements in a scope that returns some of its tensors, or throws. */
  #scope(): void {
    const before = this.#made.length;
    const throws = this.#draw(8) === 0;
    this.#depth++;
    let kept: Made[] = [];
    try {
      scope(() => {
        for (let count = this.#draw(5); count > 0 && this.#budget > 0; count--) this.#statement();
        if (throws) throw new RangeError('on purpose');
        kept = this.#made.filter(({ group }) => !group.dead && this.#draw(3) === 0);
        const tensors = kept.map(({ tensor }) => tensor);
        return this.#draw(2) ? tensors : { tensors, first: tensors[0] };
      });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    this.#leave(before, kept);
  }

  /** The end of a scope. While a tape records, all of it is left to the scope around it. */
  #leave(before: number, kept: readonly Made[]): void {
    for (const { group } of this.#taped > 0 ? this.#made : kept)
      if (group.depth === this.#depth) group.depth--;
    for (const { group } of this.#made.slice(before)) group.dead ||= group.depth === this.#depth;
    this.#depth--;
  }

  #dispose(): void {
    if (this.#draw(3) === 0 && this.#held.length > shared.length) {
      (this.#held.pop() as Held).variable.dispose();
      return;
    }
    if (this.#taped > 0) return;
    const { tensor, group } = this.#tensor();
    if (group.isGuest) return;
    tensor.dispose();
    group.dead = true;
  }

  #declare(): void {
    const { operand, values } = this.#operand();
    this.#held.push({ variable: new Variable(() => add(operand, 0)), values });
  }

  /** d/dv Σ (v·v/2 + t·v) = v + t, through statements of any kind. */
  #differentiate(): void {
    const { variable, values } = this.#variable();
    const before = this.#made.length;
    this.#depth++;
    this.#taped++;
    let expected: Values = [];
    const [found] = gradients(() => {
      const factor = this.#tensor();
      const v = variable.read();
      const products = scope(() => {
        const square = multiply(multiply(v, v), 0.5);
        return add(square, multiply(reshape(factor.tensor, [3]), v));
      });
      for (let count = this.#draw(3); count > 0; count--) this.#statement();
      expected = plus(values, factor.values);
      return sum(products);
    }, [variable]);
    this.#taped--;
    this.#leave(before, []);
    this.#keep(found as Tensor, expected);
  }

  #compiled(): void {
    if (this.#taped > 0) return;
    if (this.#draw(3) === 0) {
      swap();
      [first.values, second.values] = [second.values, first.values];
      return;
    }
    const x = this.#tensor();
    const { old, both } = step(reshape(x.tensor, [3]));
    const host = (): Group => ({ depth: 0, dead: false });
    this.#keep(old, first.values, host());
    second.values = plus(first.values, second.values);
    for (const one of both) this.#keep(one, second.values, host());
    first.values = plus(second.values, x.values);
  }

  #optimize(): void {
    const { tensor: gradient, values } = this.#tensor();
    const changed = this.#draw(2) ? shared : [first];
    optimizer.build(shared.map(({ variable }) => variable));
    optimizer.applyGradients(
      changed.map(() => reshape(gradient, [3])),
      changed.map(({ variable }) => variable),
    );
    for (const one of changed)
      one.values = plus(
        one.values,
        values.map((value) => -value),
      );
  }
}

function expectGone(value: Tensor | Variable): void {
  try {
    value.data();
  } catch (error) {
    if (error instanceof StateError) return;
    throw error;
  }
  expect.fail(`${value} can be read`);
}

function same(data: ArrayLike<number>, values: Values): boolean {
  return values.every((value, index) => data[index] === value);
}

it('20,000 random programs read the values that plain arrays have, and nothing after its end', () => {
  for (let seed = 0; seed < 20_000; seed++) {
    try {
      new Program(numbers(seed)).run();
    } catch (cause) {
      throw new Error(`program ${seed}`, { cause });
    }
  }
});
