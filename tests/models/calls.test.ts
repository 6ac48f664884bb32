/** Drawn models whose layers take several arguments in Keras: from Keras's JSON, and through our own. */

import {
  Dropout,
  GRU,
  Input,
  Masking,
  Model,
  MultiHeadAttention,
  modelFromConfig,
  ones,
  type Tensor,
  tensor,
} from 'oxigrad';
import { describe, expect, it } from 'vitest';
import { expectClose, type GoldenTensor, golden, toFloat32 } from '../golden/golden.ts';

interface CallCase {
  readonly name: string;
  readonly json: string;
  readonly weights: readonly GoldenTensor[];
  readonly inputs: readonly GoldenTensor[];
  readonly outputs: readonly [GoldenTensor];
}

const read = (value: GoldenTensor): Tensor => tensor(toFloat32(value), { shape: value.shape });

describe.each(golden<CallCase>('model-calls').cases.map((one) => [one.name, one] as const))(
  '%s',
  (_, one) => {
    const output = async (model: Model): Promise<ArrayLike<number>> => {
      model.setWeights(one.weights.map(read));
      const inputs = one.inputs.map(read);
      return (await model.predict(inputs.length > 1 ? inputs : (inputs[0] as Tensor))).data();
    };

    it('is read from Keras, with all its arguments', async () => {
      expectClose(await output(modelFromConfig(one.json)), one.outputs[0]);
    });

    it('comes back from our own config, and has the shapes that Keras builds it for', async () => {
      const config = modelFromConfig(one.json).toJSON();
      expectClose(await output(modelFromConfig(JSON.stringify(config))), one.outputs[0]);
      const built = (text: string): unknown[] =>
        (
          JSON.parse(text) as { config: { layers: { class_name: string; build_config?: unknown }[] } }
        ).config.layers.map((layer) => [layer.class_name, layer.build_config]);
      expect(built(JSON.stringify(config))).toEqual(built(one.json));
    });
  },
);

it('layers of a model that drop do so in training, though Keras writes `training: false` on their calls', () => {
  const one = golden<CallCase>('model-calls').cases.find(({ name }) => name === 'layers that drop');
  const model = modelFromConfig((one as CallCase).json);
  // So many that two draws never drop the same ones, nor all.
  const x = ones([256, 3]);
  const once = (options?: { training: boolean }): unknown => model.apply(x, options).data();
  expect(once({ training: true })).not.toEqual(once({ training: true }));
  expect(once()).toEqual(once({ training: false }));
  // What was said when the model was drawn counts where nobody says.
  const input = Input({ shape: [3] });
  const drops = new Model({ inputs: input, outputs: new Dropout(0.5).apply(input, { training: true }) });
  expect(drops.apply(x).data()).not.toEqual(x.data());
  expect(drops.predictOnBatch(x).data()).toEqual(x.data());
});

it('attention of one tensor is written as Keras calls it', () => {
  const x = Input({ shape: [4, 3] });
  const layer = new MultiHeadAttention(1, 2);
  const { layers } = new Model({ inputs: x, outputs: layer.apply(x) }).getConfig() as unknown as {
    layers: { inbound_nodes: { args: unknown[]; kwargs: Record<string, { config: object }> }[] }[];
  };
  const [node] = layers[1]?.inbound_nodes ?? [];
  expect(node?.args).toEqual([]);
  expect(Object.keys(node?.kwargs ?? {})).toEqual(['query', 'value']);
  expect(node?.kwargs['query']).toEqual(node?.kwargs['value']);
});

it('what a config cannot hold, or we cannot do, is an error', () => {
  const x = Input({ shape: [4, 3] });
  const mask = tensor([[true, true, false, false]]);
  const masked = new Model({ inputs: x, outputs: new GRU(2, { name: 'gru' }).apply(x, { mask }) });
  expect(() => masked.toJSON()).toThrow("GRU 'gru': expected numbers and switches in the config of a call");
  const config = new Model({ inputs: x, outputs: new Masking({ name: 'masking' }).apply(x) }).toJSON();
  const text = JSON.stringify(config).replaceAll('"kwargs":{}', '"kwargs":{"mask":{}}');
  expect(() => modelFromConfig(text)).toThrow("got an object as 'mask'");
});
