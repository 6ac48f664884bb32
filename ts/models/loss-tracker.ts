/** The mean of a loss over the samples seen since the last reset, accumulated inside the compiled step. */

import { meanOf } from '../metrics/mean-of.ts';
import { add } from '../ops/arithmetic/add.ts';
import { multiply } from '../ops/arithmetic/multiply.ts';
import { fromArray } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Variable } from '../tensor/variable.ts';

/** A mean weighted by the size of each batch, as Keras's trainer keeps it. */
export class LossTracker {
  readonly name: string;
  readonly #total: Variable;
  readonly #count: Variable;

  constructor(name: string) {
    this.name = name;
    this.#total = new Variable(zero, { name: `${name}_total`, trainable: false });
    this.#count = new Variable(zero, { name: `${name}_count`, trainable: false });
  }

  /** The state, for saving and comparing. */
  get variables(): readonly Variable[] {
    return [this.#total, this.#count];
  }

  /** Adds the mean loss of a batch. */
  update(loss: Tensor, batchSize: number): void {
    this.#total.assign(add(this.#total.read(), multiply(loss, batchSize)));
    this.#count.assign(add(this.#count.read(), batchSize));
  }

  /** The mean; 0 before the first batch. */
  result(): number {
    return meanOf(this.#total, this.#count);
  }

  /** Forgets all batches. */
  reset(): void {
    for (const variable of this.variables) variable.assign(zero());
  }
}

function zero(): Tensor {
  return fromArray(new Float32Array(1), [], 'float32');
}
