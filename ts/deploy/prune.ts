/**
 * Structured pruning: whole units and filters go, so the model is smaller and faster at once, and stays a Keras model.
 * Which weights belong to a unit is found on the operations that the model computes (`provenance.ts`), so branches that are
 * added, concatenated or multiplied, shared layers and models inside of models shrink together. As many units as the ratio
 * says stay, a multiple of 4, since that is what the kernels compute at a time.
 */

import { checkKeys } from '../closest.ts';
import { isWithin, ShapeError, show, showShape, UnsupportedError, ValueError } from '../errors.ts';
import { BaseConv } from '../layers/convolutional/base-conv.ts';
import { Dense } from '../layers/core/dense.ts';
import type { AnyLayer } from '../layers/layer.ts';
import { Reshape } from '../layers/reshaping/reshape.ts';
import { Model } from '../models/model.ts';
import { add } from '../ops/arithmetic/add.ts';
import { arange } from '../ops/creation/arange.ts';
import { take } from '../ops/index/take.ts';
import { matmul } from '../ops/linear/matmul.ts';
import { sum } from '../ops/reduction/sum.ts';
import { reshape } from '../ops/shape/reshape.ts';
import type { Value } from '../plan/graph.ts';
import { tensor } from '../tensor/create.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Variable } from '../tensor/variable.ts';
import { remade } from './clone.ts';
import { type Statistics, statisticsOf, worthOf } from './importance.ts';
import { type AnyModel, inputsOf, type LayerCall, traceInference } from './inference.ts';
import type { AxisUnits, Member, Provenance } from './provenance.ts';
import { findUnits } from './provenance-rules.ts';
import { follows, type Width, widthOf } from './widths.ts';

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

/** Options of {@link pruneStructure}. */
export interface PruneOptions {
  /**
   * Inputs without labels, one tensor per input of the model: a unit is then worth the variance that it brings to what reads
   * it, and the mean of what goes is added to the next bias. Without, it is worth the norms of its weights. At most 256 rows
   * are used.
   */
  readonly samples?: Tensor | readonly Tensor[];
  /** Names of layers that keep all their units. */
  readonly keep?: readonly string[];
}

/** Units that a kernel computes at a time: fewer than a multiple of them save no time. */
const LANES = 4;

/** Rows of samples that are looked at. */
const ROWS = 256;

/** A layer with units of its own. */
interface Source extends Width {
  readonly layer: AnyLayer;
  /** One number per unit: the same where units go together. */
  readonly units: readonly number[];
}

/**
 * A copy of a Sequential or functional model with `ratio` of the units and filters of each layer that can shrink. Its weights
 * are those of the units that stay; train it on for some epochs.
 * @throws ValueError for a ratio out of (0, 1] or an unknown layer to keep; StateError for a model without weights;
 * UnsupportedError for a subclassed model; ShapeError for samples of other shapes.
 */
export function pruneStructure(model: AnyModel, ratio: number, options: PruneOptions = {}): Pruned {
  const where = 'pruneStructure';
  const { layers, sources, calls, found, statistics, gone } = findCuts(where, model, ratio, options);
  /** The positions that stay where some go. */
  const kept: Kept = (units) =>
    units?.some((unit) => gone.has(found.find(unit)))
      ? units.flatMap((unit, position) => (gone.has(found.find(unit)) ? [] : [position]))
      : undefined;
  const to = ({ units }: Source): number => kept(units)?.length ?? units.length;
  const smaller = remade(model, (layer, config) => {
    const source = sources.find((one) => one.layer === layer);
    if (source !== undefined) config[source.key] = to(source);
    if (layer instanceof Model && layer !== model)
      resizeInputs(layer, config, (calls.get(layer) as LayerCall[])[0] as LayerCall, found, kept);
  });
  copyKept(where, model, smaller, found, kept);
  for (const [layer, copy] of pairs(layers, layersOf(smaller)))
    compensate(layer, copy, statistics, found, gone, kept);
  return {
    model: smaller,
    layers: sources.map((source) => {
      const reasons = source.units.map((unit) => found.reasonOf(unit));
      const frozen = reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
      const sizes = { from: source.units.length, to: to(source) };
      return { name: source.layer.name, ...sizes, ...(frozen === undefined ? {} : { frozen }) };
    }),
  };
}

/** What is cut, and how it was found. */
export interface Cuts {
  readonly layers: readonly AnyLayer[];
  readonly sources: readonly Source[];
  readonly calls: ReadonlyMap<AnyLayer, readonly LayerCall[]>;
  readonly found: Provenance;
  readonly members: ReadonlyMap<number, readonly Member[]>;
  readonly statistics: ReadonlyMap<Variable, Statistics>;
  /** The units that go. */
  readonly gone: ReadonlySet<number>;
}

/** Finds the units of a model, and those that are worth least. */
export function findCuts(where: string, model: AnyModel, ratio: number, options: PruneOptions): Cuts {
  if (!isWithin(ratio, Number.EPSILON, 1))
    throw new ValueError(where, 'a ratio above 0 and up to 1', show(ratio));
  const { samples, keep = [] } = checkKeys(where, options, 'samples keep');
  const layers = layersOf(model);
  for (const name of keep)
    if (!layers.some((layer) => layer.name === name))
      throw new ValueError(where, `names of layers of ${show(model.name)}`, show(name));
  const rows = samples === undefined ? undefined : sampleRows(where, model, [samples].flat() as Tensor[]);
  const calls = new Map<AnyLayer, LayerCall[]>(
    layers.filter((layer) => layer instanceof Model || layer instanceof Reshape).map((layer) => [layer, []]),
  );
  const { graph } = traceInference(model, rows?.[0]?.shape[0] ?? 2, where, calls);
  const found = findUnits(graph);
  const sources = fixAndCollect(layers, found, calls, keep);
  const members = found.members();
  const statistics = rows === undefined ? new Map<Variable, Statistics>() : statisticsOf(graph, rows, found);
  const gone = choose(sources, ratio, members, found, worthOf(members, found, statistics));
  return { layers, sources, calls, found, members, statistics, gone };
}

/** The positions along an axis that stay; `undefined` where all do. */
type Kept = (units: AxisUnits) => number[] | undefined;

/** All layers of a model, those inside of others too, each once. */
function layersOf(model: AnyModel): AnyLayer[] {
  const layers = new Set<AnyLayer>();
  const visit = (layer: AnyLayer): void => {
    for (const inner of layer.sublayers) {
      layers.add(inner);
      visit(inner);
    }
  };
  visit(model as AnyLayer);
  return [...layers];
}

function pairs<A, B>(left: readonly A[], right: readonly B[]): [A, B][] {
  return left.map((one, index) => [one, right[index] as B]);
}

/** The first samples of each input, checked. */
function sampleRows(where: string, model: AnyModel, samples: readonly Tensor[]): Tensor[] {
  const inputs = inputsOf(model, where);
  const rows = samples[0]?.shape[0] ?? 0;
  const fits = inputs.length === samples.length && rows > 0;
  for (const [index, { name, shape }] of inputs.entries()) {
    const own = samples[index];
    const expected = [rows, ...shape.slice(1)];
    if (!fits || own === undefined || showShape(own.shape) !== showShape(expected as number[]))
      throw new ShapeError(
        where,
        `samples of shape ${showShape([null, ...shape.slice(1)])} for input ${show(name)}, as many of each input`,
        own === undefined ? 'none' : showShape(own.shape),
      );
  }
  const first = arange(Math.min(rows, ROWS), { dtype: 'int32' });
  return samples.map((one) => take(one, first, { axis: 0 }));
}

/** The layers with units of their own; what cannot be said in a config has to stay. */
function fixAndCollect(
  layers: readonly AnyLayer[],
  found: Provenance,
  calls: ReadonlyMap<AnyLayer, readonly LayerCall[]>,
  keep: readonly string[],
): Source[] {
  const sources: Source[] = [];
  for (const layer of layers) {
    const width = widthOf(layer);
    const units = width && found.unitsOfVariable(width.variable, width.axis);
    if (width !== undefined && units !== undefined) {
      sources.push({ ...width, layer, units });
      if (keep.includes(layer.name)) found.fixVariable(width.variable, 'it is to be kept');
    } else if (layer.sublayers.length === 0 && !follows(layer))
      for (const variable of layer.weights)
        found.fixVariable(variable, `'${layer.name}' has no number of units that can change`);
    if (layer instanceof Reshape && !isOpen(layer.targetShape))
      for (const { outputs } of calls.get(layer) ?? [])
        for (const output of outputs) found.fix(output, `'${layer.name}' has a shape that says them`);
  }
  return sources;
}

/** Whether a target shape leaves open what is units: all in one axis. */
function isOpen(targetShape: readonly number[]): boolean {
  return targetShape.at(-1) === -1;
}

/** The units that go: those of least worth, while each layer keeps as many as it should. */
function choose(
  sources: readonly Source[],
  ratio: number,
  members: ReadonlyMap<number, readonly Member[]>,
  found: Provenance,
  worth: ReadonlyMap<number, number>,
): Set<number> {
  /** How many more of a layer's units may go. */
  const spare = new Map<Source, number>();
  /** How many positions of which layers a unit is. */
  const parts = new Map<number, Map<Source, number>>();
  for (const source of sources) {
    const from = source.units.length;
    spare.set(source, from - Math.min(from, Math.max(LANES, Math.round((ratio * from) / LANES) * LANES)));
    for (const unit of source.units) {
      const own = parts.get(unit) ?? new Map<Source, number>();
      own.set(source, (own.get(source) ?? 0) + 1);
      parts.set(unit, own);
    }
  }
  const order = [...parts.keys()]
    .filter((unit) => found.reasonOf(unit) === undefined && members.has(unit))
    .sort((a, b) => (worth.get(a) as number) - (worth.get(b) as number) || a - b);
  const gone = new Set<number>();
  for (const unit of order) {
    const own = [...(parts.get(unit) as Map<Source, number>)];
    if (!own.every(([source, count]) => (spare.get(source) as number) >= count)) continue;
    for (const [source, count] of own) spare.set(source, (spare.get(source) as number) - count);
    gone.add(unit);
  }
  return gone;
}

/** Gives the inputs of a model inside of another the sizes that are left. */
function resizeInputs(
  model: AnyModel,
  config: Record<string, unknown>,
  { inputs }: LayerCall,
  found: Provenance,
  kept: Kept,
): void {
  const layers = config['layers'] as { class_name: string; config: Record<string, unknown> }[];
  model.inputs.forEach(({ name }, index) => {
    const value = inputs[index] as Value;
    const shapeOf = (shape: (number | null)[]): (number | null)[] =>
      shape.map((size, axis) => kept(found.known(value, axis))?.length ?? size);
    for (const { config: own } of layers)
      if (own['name'] === name && Array.isArray(own['batch_shape']))
        own['batch_shape'] = shapeOf(own['batch_shape'] as (number | null)[]);
  });
}

/** Copies the weights of what stays. */
function copyKept(where: string, model: AnyModel, smaller: AnyModel, found: Provenance, kept: Kept): void {
  for (const [from, to] of pairs(model.weights, smaller.weights)) {
    let value = from.value;
    from.shape.forEach((_, axis) => {
      const positions = kept(found.unitsOfVariable(from, axis));
      if (positions !== undefined) value = take(value, positions, { axis });
    });
    if (showShape(value.shape) !== showShape(to.shape))
      throw new UnsupportedError(
        where,
        `weights of shape ${showShape(value.shape)} for ${show(from.name)} in the smaller model`,
        showShape(to.shape),
        'Keep the layers around it: { keep: [names] }.',
      );
    to.assign(value);
  }
}

/** Adds the mean of what a layer no longer reads, times the weights that read it, to its bias. */
function compensate(
  layer: AnyLayer,
  copy: AnyLayer,
  statistics: ReadonlyMap<Variable, Statistics>,
  found: Provenance,
  gone: ReadonlySet<number>,
  kept: Kept,
): void {
  if (!(layer instanceof Dense || layer instanceof BaseConv) || layer.bias === undefined) return;
  const { kernel, bias } = layer as { kernel: Variable; bias: Variable };
  const means = statistics.get(kernel)?.mean;
  const read = found.unitsOfVariable(kernel, -2);
  if (means === undefined || !read?.some((unit) => gone.has(unit))) return;
  const lost = read.map((unit, position) => (gone.has(unit) ? (means[position] as number) : 0));
  const taps = kernel.shape.slice(0, -2).map((_, axis) => axis);
  const columns = taps.length === 0 ? kernel.value : sum(kernel.value, { axis: taps });
  let added = reshape(matmul(tensor([lost]), columns), [-1]);
  const positions = kept(found.unitsOfVariable(bias, 0));
  if (positions !== undefined) added = take(added, positions, { axis: 0 });
  const own = (copy as typeof layer).bias as Variable;
  own.assign(add(own.value, added));
}
