/** Masks on their way through layers of one's own, against Keras. */

import { add, EinsumDense, Layer, ones, type Tensor } from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { maskOf, setMask } from '../../ts/layers/call.ts';
import { type GoldenTensor, golden, toInt32 } from '../golden/golden.ts';
import { fromGolden } from '../golden/tensor.ts';

/** Topic `layers-masks`. */
interface MaskCase {
  readonly name: string;
  readonly layer: string;
  readonly count: number;
  readonly masks: readonly (GoldenTensor | null)[];
  readonly output_masks: readonly (GoldenTensor | null)[];
}

/** As many outputs as told, each a sum of all inputs. */
class Own extends Layer<Tensor | Tensor[]> {
  readonly #count: number;

  constructor(count: number) {
    super();
    this.#count = count;
    this.supportsMasking = true;
  }

  override call(inputs: Tensor | Tensor[]): Tensor | Tensor[] {
    const total = [inputs].flat().reduce((a, b) => add(a, b));
    const outputs = Array.from({ length: this.#count }, (_, index) => add(total, index));
    return this.#count > 1 ? outputs : (outputs[0] as Tensor);
  }
}

describe.each(golden<MaskCase>('layers-masks').cases.map((one) => [one.name, one] as const))(
  '%s',
  (_, one) => {
    it('has the masks of Keras', () => {
      const layer: Layer<Tensor | Tensor[]> =
        one.layer === 'Own'
          ? new Own(one.count)
          : (new EinsumDense('abc,cd->abd', [null, 2]) as Layer<Tensor>);
      const inputs = one.masks.map((mask) => {
        const input = ones([1, 3, 2]);
        if (mask !== null) setMask(input, fromGolden(mask));
        return input;
      });
      const result = [layer.apply(inputs.length > 1 ? inputs : (inputs[0] as Tensor))].flat() as Tensor[];
      const found = result.map((output) => maskOf(output)?.data() && [...(maskOf(output) as Tensor).data()]);
      expect(found).toEqual(one.output_masks.map((mask) => (mask === null ? undefined : [...toInt32(mask)])));
    });
  },
);
