/** Layers whose number of units is said in their config, and how to change it. */

import { PReLU } from '../layers/activations/prelu.ts';
import { BaseConv } from '../layers/convolutional/base-conv.ts';
import { BaseConvTranspose } from '../layers/convolutional/conv-transpose.ts';
import { BaseDepthwiseConv } from '../layers/convolutional/depthwise-conv.ts';
import { BaseSeparableConv } from '../layers/convolutional/separable-conv.ts';
import { Dense } from '../layers/core/dense.ts';
import { Embedding } from '../layers/embedding/embedding.ts';
import type { AnyLayer } from '../layers/layer.ts';
import { BatchNormalization } from '../layers/normalization/batch-normalization.ts';
import { RNN } from '../layers/recurrent/rnn.ts';
import { StandardCell } from '../layers/recurrent/standard-cell.ts';
import type { Variable } from '../tensor/variable.ts';

/** Where a layer's number of units stands. */
export interface Width {
  /** The key of the config. */
  readonly key: 'units' | 'filters' | 'output_dim';
  /** A weight with a position per unit, along an axis. */
  readonly variable: Variable;
  readonly axis: number;
}

/** Where the number of a layer's own units stands; `undefined` for a layer that has none, or none that can change. */
export function widthOf(layer: AnyLayer): Width | undefined {
  const width = (key: Width['key'], variable: Variable | undefined, axis: number): Width | undefined =>
    variable && { key, variable, axis };
  if (layer instanceof Dense) return width('units', layer.kernel, 1);
  if (layer instanceof BaseSeparableConv) return width('filters', layer.pointwiseKernel, -1);
  if (layer instanceof BaseConvTranspose) return width('filters', layer.kernel, -2);
  if (layer instanceof BaseConv && layer.groups === 1) return width('filters', layer.kernel, -1);
  if (layer instanceof Embedding) return width('output_dim', layer.embeddings, 1);
  if (layer instanceof RNN && layer.cell instanceof StandardCell)
    return width('units', layer.cell.recurrentKernel, 0);
  return undefined;
}

/** Whether a layer without units of its own follows the number of those that it is given. */
export function follows(layer: AnyLayer): boolean {
  return [BatchNormalization, BaseDepthwiseConv, PReLU, StandardCell].some((one) => layer instanceof one);
}
