/** The arguments that all layers with weights share, against Keras: initializers, regularizers, constraints. */

import { add, compile, type Layer, layers, sum, type Tensor, valueAndGradients } from 'oxigrad';
import { describe, expect, it } from 'vitest';
import type { LayerCase } from '../golden/cases.ts';
import { expectClose, type GoldenTensor, golden, toFloat32 } from '../golden/golden.ts';
import { fromGolden } from '../golden/tensor.ts';

type LayerTable = Readonly<Record<string, { fromConfig(config: object): Layer }>>;

interface ArgumentCase extends Omit<LayerCase, 'losses'> {
  /** Of the activity first, then of each weight. */
  readonly losses: GoldenTensor;
  /** Each weight after its constraint. */
  readonly constrained: Readonly<Record<string, GoldenTensor>>;
}

describe.each(golden<ArgumentCase>('layers-arguments').cases.map((one) => [one.name, one] as const))(
  '%s',
  (_, one) => {
    const prepared = (): { layer: Layer; apply: () => Tensor } => {
      const layer = (layers as unknown as LayerTable)[one.layer]?.fromConfig(one.config) as Layer;
      const [first, ...others] = one.inputs.map(fromGolden) as [Tensor, ...Tensor[]];
      return { layer, apply: () => layer.apply(others.length > 0 ? [first, ...others] : first) as Tensor };
    };

    it('initializes its weights, in the order of Keras', () => {
      const { layer, apply } = prepared();
      const output = apply();
      expect(layer.weights.map(({ name }) => name.replace(/^layer\//, ''))).toEqual(Object.keys(one.weights));
      Object.entries(one.weights).forEach(([name, expected], index) => {
        expectClose(layer.weights[index]?.data() as Float32Array, expected, { compare: 'value', name });
      });
      expectClose(output.data(), one.outputs[0] as GoldenTensor);
    });

    it('adds the losses of its regularizers, eagerly and in a compiled step', () => {
      const { layer, apply } = prepared();
      apply();
      const total = (): number => layer.losses.reduce((all, loss) => all + loss.item(), 0);
      const expected = toFloat32(one.losses).reduce((all, loss) => all + loss, 0);
      expect(layer.losses).toHaveLength(one.losses.data.length);
      expectClose([total()], Float32Array.of(expected));
      const step = compile(() => {
        const { value } = valueAndGradients(() => {
          const output = apply();
          return layer.losses.reduce((all, loss) => add(all, loss), sum(output));
        }, layer.trainableWeights);
        return value;
      });
      expect(Number.isFinite(step().item())).toBe(true);
    });

    it('constrains each weight by its own constraint', () => {
      const { layer, apply } = prepared();
      apply();
      for (const [name, expected] of Object.entries(one.constrained)) {
        const weight = layer.weights.find((weight) => weight.name.replace(/^layer\//, '') === name);
        if (weight?.constraint === undefined) throw new Error(`expected a constraint of ${name}, got none`);
        expectClose(weight.constraint.call(weight.read()).data(), expected, { name });
      }
      expect(layer.weights.filter(({ constraint }) => constraint !== undefined)).toHaveLength(
        Object.keys(one.constrained).length,
      );
    });

    it('has the config of Keras, there and back', () => {
      expect(prepared().layer.getConfig()).toEqual(one.config);
    });
  },
);
