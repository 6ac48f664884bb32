/** The table of a model's layers, as Keras prints it (keras.src.utils.summary_utils). */

import { checkFunction, checkOptions, checkWhole } from '../errors.ts';
import type { CallNode } from '../layers/keras-tensor.ts';
import { type AnyLayer, shapesOf } from '../layers/layer.ts';
import { bytesPerElement } from '../tensor/dtype.ts';
import type { Variable } from '../tensor/variable.ts';
import { column, table } from './box-table.ts';
import { internalsOf } from './internals.ts';
import type { Model } from './model.ts';

/** Options of `model.summary`. */
export interface SummaryOptions {
  /** Columns of the table. Default 76, or 76 with connections, as Keras in a terminal of 80. */
  readonly lineLength?: number;
  /** Takes the whole text. Default: the console. */
  readonly printFn?: (text: string) => void;
  /** Shows the layers of nested models. Default `false`. */
  readonly expandNested?: boolean;
  /** Adds a column that says what is trained. Default `false`. */
  readonly showTrainable?: boolean;
}

/** Keras's table is at most as wide as the terminal but for four columns; 80 where there is no terminal. */
const TERMINAL_COLUMNS = 80;

/** Prints the summary. */
export function printSummary(model: Model, options: SummaryOptions): void {
  const where = `${model.name}.summary`;
  const text = summaryText(model, checkOptions(where, options));
  // The console ends the last line itself.
  if (options.printFn === undefined) console.log(text.trimEnd());
  else checkFunction(where, options.printFn)(text);
}

function summaryText(
  model: Model,
  { lineLength, expandNested = false, showTrainable = false }: SummaryOptions,
): string {
  const linear = isLinear(model);
  let positions = linear ? [0.45, 0.8, 1] : [0.3, 0.56, 0.74, 1];
  let columns = [
    column('Layer (type)'),
    column('Output Shape'),
    column('Param #', 'right'),
    ...(linear ? [] : [column('Connected to')]),
  ];
  let width = linear ? 88 : 108;
  if (showTrainable) {
    width += 12;
    positions = [...positions.map((position) => position * 0.9), 1];
    columns = [...columns, column('Trainable', 'center')];
  }
  if (lineLength !== undefined) checkWhole(`${model.name}.summary`, 'lineLength', lineLength, 20, 1000);
  const length = lineLength ?? Math.min(width, TERMINAL_COLUMNS - 4);
  const ends = positions.map((position) => Math.trunc(position * length));
  const widths = ends.map((end, index) => end - (ends[index - 1] ?? 0));
  const rows = shownLayers(model).flatMap((layer) =>
    layerRows(layer, model, { linear, expandNested, showTrainable }, 0),
  );
  return [`Model: "${model.name}"`, ...table(columns, widths, rows, length), ...totals(model), ''].join('\n');
}

function shownLayers(model: Model): readonly AnyLayer[] {
  if (model.className === 'Sequential') return model.layers;
  return internalsOf(model).graph?.layers ?? model.layers;
}

/** Whether the layers are a simple stack, so that no column of connections is needed. */
function isLinear(model: Model): boolean {
  const { graph } = internalsOf(model);
  if (graph === undefined || model.className === 'Sequential') return true;
  const nodes = new Set(graph.nodesByDepth.flat());
  if (graph.nodesByDepth.some((level) => level.length > 1 || (level[0] as CallNode).inputs.length > 1))
    return false;
  return graph.layers.every((layer) => layer._inboundNodes.filter((node) => nodes.has(node)).length <= 1);
}

interface RowOptions {
  readonly linear: boolean;
  readonly expandNested: boolean;
  readonly showTrainable: boolean;
}

function layerRows(layer: AnyLayer, model: Model, options: RowOptions, depth: number): string[][] {
  const prefix = depth === 0 ? '' : `${'   '.repeat(depth)}└ `;
  const row = [
    `${prefix}${layer.name} (${layer.className})`,
    shapesText(layer),
    layer.built ? layer.countParams().toLocaleString('en-US') : '0 (unbuilt)',
    ...(options.linear ? [] : [connections(layer, model)]),
    ...(options.showTrainable ? [layer.weights.length === 0 ? '-' : layer.trainable ? 'Y' : 'N'] : []),
  ];
  const inner = options.expandNested && 'layers' in layer ? (layer.layers as readonly AnyLayer[]) : [];
  return [row, ...inner.flatMap((one) => layerRows(one, model, options, depth + 1))];
}

function shapesText(layer: AnyLayer): string {
  const shapes = layer._inboundNodes.at(-1)?.outputs.map(({ shape }) => show(shape)) ?? builtShapes(layer);
  if (shapes === undefined || shapes.length === 0) return '?';
  return shapes.length === 1 ? (shapes[0] as string) : `[${shapes.join(', ')}]`;
}

function builtShapes(layer: AnyLayer): string[] | undefined {
  if (layer._builtShape === undefined) return undefined;
  return shapesOf(layer.computeOutputShape(layer._builtShape)).map(show);
}

/** Python's `(None, 3)`; one size stays without its comma here, as Keras formats it. */
function show(shape: readonly (number | null)[]): string {
  return `(${shape.map((size) => size ?? 'None').join(', ')})`;
}

function connections(layer: AnyLayer, model: Model): string {
  const { graph } = internalsOf(model);
  const parts = layer._inboundNodes
    .filter((node) => graph?.nodes.has(node))
    .flatMap(({ inputs }) =>
      inputs.map(({ history }) => `${history.layer.name}[${history.nodeIndex}][${history.tensorIndex}]`),
    );
  return parts.join(', ') || '-';
}

function totals(model: Model): string[] {
  const optimizer = internalsOf(model).compiled?.optimizer;
  const state = optimizer?.built ? optimizer.variables : [];
  const line = (name: string, variables: readonly Variable[]): string =>
    ` ${name} params: ${count(variables).toLocaleString('en-US')} (${size(variables)})`;
  return [
    line('Total', [...model.weights, ...state]),
    line('Trainable', model.trainableWeights),
    line('Non-trainable', model.nonTrainableWeights),
    ...(state.length > 0 ? [line('Optimizer', state)] : []),
  ];
}

function count(variables: readonly Variable[]): number {
  return variables.reduce((sum, variable) => sum + variable.size, 0);
}

function size(variables: readonly Variable[]): string {
  let bytes = variables.reduce((sum, variable) => sum + variable.size * bytesPerElement(variable.dtype), 0);
  for (const unit of ['B', 'KB', 'MB', 'GB', 'TB']) {
    if (bytes < 1024) return `${twoDecimals(bytes)} ${unit}`;
    bytes /= 1024;
  }
  return `${twoDecimals(bytes)} PB`;
}

/** Python rounds a half to the even digit. */
function twoDecimals(value: number): string {
  const floor = Math.floor(value * 100);
  const isHalf = value * 100 - floor === 0.5;
  return isHalf ? ((floor + (floor % 2)) / 100).toFixed(2) : value.toFixed(2);
}
