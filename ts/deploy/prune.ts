/**
 * Structured pruning: whole units and filters go, so the model is smaller and faster at once, and stays a Keras model. A unit
 * is worth the product of the norms of its weights in and out, relative to the largest of its layer; as many as the ratio says
 * stay, a multiple of 4, since that is what the kernels compute at a time.
 */

import { show, UnsupportedError, ValueError } from '../errors.ts';
import { ELU } from '../layers/activations/elu.ts';
import { LeakyReLU } from '../layers/activations/leaky-relu.ts';
import { ReLU } from '../layers/activations/relu.ts';
import { BaseConv } from '../layers/convolutional/base-conv.ts';
import { Activation } from '../layers/core/activation.ts';
import { Dense } from '../layers/core/dense.ts';
import type { AnyLayer } from '../layers/layer.ts';
import { BatchNormalization } from '../layers/normalization/batch-normalization.ts';
import { BaseGlobalPooling } from '../layers/pooling/global-pooling.ts';
import { BasePooling } from '../layers/pooling/pooling.ts';
import { Dropout } from '../layers/regularization/dropout.ts';
import { Flatten } from '../layers/reshaping/flatten.ts';
import { Sequential } from '../models/sequential.ts';
import { square } from '../ops/elementwise/square.ts';
import { take } from '../ops/index/take.ts';
import { sum } from '../ops/reduction/sum.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { remade } from './clone.ts';
import type { AnyModel } from './inference.ts';

/** What became of a layer. */
export interface PrunedLayer {
  readonly name: string;
  /** Units or filters before and after. */
  readonly from: number;
  readonly to: number;
  /** Why it could not shrink. */
  readonly frozen?: string;
}

/** A smaller model, and what became of its layers. */
export interface Pruned {
  readonly model: AnyModel;
  readonly layers: readonly PrunedLayer[];
}

/** A layer whose units are weighed and cut. */
type Shrinking = Dense | BaseConv;

/** Units that a kernel computes at a time: fewer than a multiple of them save no time. */
const LANES = 4;

/**
 * A copy of a Sequential model with `ratio` of the units and filters of each layer that can shrink. Its weights are those of
 * the units that stay; train it on for some epochs.
 * @throws ValueError for a ratio out of (0, 1]; UnsupportedError for a model that is not Sequential.
 */
export function pruneStructure(model: AnyModel, ratio: number): Pruned {
  const where = 'pruneStructure';
  if (!(ratio > 0 && ratio <= 1)) throw new ValueError(where, 'a ratio above 0 and up to 1', show(ratio));
  if (!(model instanceof Sequential))
    throw new UnsupportedError(where, 'a Sequential model', `${show(model.name)}, which is none`);
  const { layers } = model;
  const report: PrunedLayer[] = [];
  /** The units that stay, by layer; of other layers the features that do. */
  const kept = new Map<AnyLayer, readonly number[]>();
  layers.forEach((layer, index) => {
    if (!isShrinking(layer)) return;
    const from = unitsOf(layer);
    const { consumer, frozen } = consumerOf(layers, index);
    if (consumer === undefined) {
      report.push({ name: layer.name, from, to: from, ...(frozen === undefined ? {} : { frozen }) });
      return;
    }
    const to = Math.min(from, Math.max(LANES, Math.round((ratio * from) / LANES) * LANES));
    const worth = worthOf(layer, consumer);
    const order = worth
      .map((_, unit) => unit)
      .sort((a, b) => (worth[b] as number) - (worth[a] as number) || a - b);
    kept.set(
      layer,
      order.slice(0, to).sort((a, b) => a - b),
    );
    report.push({ name: layer.name, from, to });
  });
  const smaller = remade(model, (config) => {
    for (const one of config.config.layers) {
      const own = one.config;
      // The shapes that layers were built for are no longer those they will be given.
      delete one.build_config;
      const layer = layers.find(({ name }) => name === own['name']);
      const units = layer === undefined ? undefined : kept.get(layer);
      if (units !== undefined) own[layer instanceof Dense ? 'units' : 'filters'] = units.length;
    }
  });
  copyKept(layers, (smaller as Sequential).layers, kept);
  return { model: smaller, layers: report };
}

function isShrinking(layer: AnyLayer): layer is AnyLayer & Shrinking {
  return layer instanceof Dense || (layer instanceof BaseConv && layer.groups === 1);
}

function unitsOf(layer: Shrinking): number {
  return layer instanceof Dense ? layer.units : layer.filters;
}

/** Layers that leave channels where they are. */
const channelwise = [
  Activation,
  ReLU,
  LeakyReLU,
  ELU,
  Dropout,
  BasePooling,
  BaseGlobalPooling,
  Flatten,
] as const;

/** The layer that reads a layer's units, or why they must stay. */
function consumerOf(
  layers: readonly AnyLayer[],
  index: number,
): { consumer?: AnyLayer & Shrinking; frozen?: string } {
  for (const layer of layers.slice(index + 1)) {
    if (isShrinking(layer)) return { consumer: layer };
    const passes = layer instanceof BatchNormalization || channelwise.some((one) => layer instanceof one);
    if (!passes) return { frozen: `'${layer.name}' behind it mixes or keeps its channels` };
  }
  return { frozen: 'its units are the outputs' };
}

/** What each unit is worth: the norm of its weights in, times that of its weights out. */
function worthOf(layer: Shrinking, consumer: Shrinking): number[] {
  const units = unitsOf(layer);
  const into = square((layer.kernel as Variable).value);
  const from = square((consumer.kernel as Variable).value);
  const norms = (squares: Tensor, axis: number): number[] => {
    const axes = squares.shape.map((_, one) => one).filter((one) => one !== axis);
    return [...sum(squares, { axis: axes }).data()];
  };
  const own = norms(into, into.rank - 1);
  // Behind a Flatten each unit has a row per position, a distance of `units` apart.
  const rows = norms(from, from.rank - 2);
  return own.map((norm, unit) => {
    let out = 0;
    for (let row = unit; row < rows.length; row += units) out += rows[row] as number;
    return Math.sqrt(norm * out);
  });
}

/** Copies the weights of what stays. */
function copyKept(
  from: readonly AnyLayer[],
  to: readonly AnyLayer[],
  kept: ReadonlyMap<AnyLayer, readonly number[]>,
): void {
  /** The features that the layer at hand is given, where some went. */
  let given: readonly number[] | undefined;
  let channels = 0;
  from.forEach((layer, index) => {
    const other = to[index] as AnyLayer;
    const pairs = other.weights.map(
      (variable, position) => [variable, (layer.weights[position] as Variable).value] as const,
    );
    if (isShrinking(layer)) {
      const units = kept.get(layer);
      for (const [variable, value] of pairs) {
        let next = value;
        if (value.rank > 1 && given !== undefined)
          next = take(next, rowsOf(given, channels, value.shape.at(-2) as number), { axis: -2 });
        if (units !== undefined) next = take(next, [...units], { axis: -1 });
        variable.assign(next);
      }
      given = units;
      channels = unitsOf(layer);
      return;
    }
    for (const [variable, value] of pairs)
      variable.assign(
        given === undefined || value.rank === 0
          ? value
          : take(value, rowsOf(given, channels, value.shape.at(-1) as number), { axis: -1 }),
      );
  });
}

/** The rows of `size` features that belong to the channels that stay; behind a Flatten there are several per channel. */
function rowsOf(given: readonly number[], channels: number, size: number): number[] {
  const rows: number[] = [];
  for (let first = 0; first < size; first += channels)
    for (const channel of given) rows.push(first + channel);
  return rows;
}
