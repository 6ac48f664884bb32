/** The config of a model for every class that a config can hold, and seeded ways in which one can be wrong. */

import * as everything from 'oxigrad';
import {
  type AnyLayer,
  type CompileModelOptions,
  Constraint,
  Dense,
  Initializer,
  Input,
  type KerasTensor,
  LearningRateSchedule,
  Loss,
  layers,
  losses,
  Metric,
  Model,
  metrics,
  Optimizer,
  Regularizer,
  SGD,
} from 'oxigrad';

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Made = abstract new (...given: never[]) => unknown;

/** What the constructors of layers need, and the shape of a sample, where it is not (4, 3). */
const layerArguments: Record<string, readonly unknown[]> = {
  Activation: ['relu'],
  AdaptiveAveragePooling1D: [2],
  AdaptiveAveragePooling2D: [2],
  AdaptiveAveragePooling3D: [2],
  AdaptiveMaxPooling1D: [2],
  AdaptiveMaxPooling2D: [2],
  AdaptiveMaxPooling3D: [2],
  AveragePooling1D: [2],
  AveragePooling2D: [2],
  AveragePooling3D: [2],
  Bidirectional: [new layers.GRU(2)],
  Conv1D: [2, 2],
  Conv1DTranspose: [2, 2],
  Conv2D: [2, 2],
  Conv2DTranspose: [2, 2],
  Conv3D: [2, 2],
  Conv3DTranspose: [2, 2],
  Dense: [2],
  DepthwiseConv1D: [2],
  DepthwiseConv2D: [2],
  Dot: [1],
  Dropout: [0.5],
  EinsumDense: ['abc,cd->abd', [null, 2]],
  Embedding: [5, 2],
  GRU: [2],
  GRUCell: [2],
  GaussianDropout: [0.5],
  GaussianNoise: [0.5],
  GroupQueryAttention: [2, 2, 1],
  GroupNormalization: [{ groups: 1 }],
  LSTM: [2],
  LSTMCell: [2],
  MultiHeadAttention: [2, 2],
  Permute: [[2, 1]],
  RNN: [new layers.StackedRNNCells([new layers.LSTMCell(2), new layers.SimpleRNNCell(2)])],
  RepeatVector: [2],
  Rescaling: [2],
  Reshape: [[12]],
  Resizing: [2, 2],
  SeparableConv1D: [2, 2],
  SeparableConv2D: [2, 2],
  SimpleRNN: [2],
  SimpleRNNCell: [2],
  StackedRNNCells: [[new layers.LSTMCell(2)]],
  TimeDistributed: [new Dense(2)],
};

const merging =
  /^(Add|Average|Concatenate|Dot|Maximum|Minimum|Multiply|Subtract|Attention|AdditiveAttention)$/;

/** Arguments of other classes that need some. */
const otherArguments: Record<string, readonly unknown[]> = {
  CosineDecay: [0.1, 10],
  CosineDecayRestarts: [0.1, 10],
  ExponentialDecay: [0.1, 10, 0.5],
  InverseTimeDecay: [0.1, 10, 0.5],
  IoU: [2, [0]],
  MeanIoU: [2],
  OneHotIoU: [2, [0]],
  OneHotMeanIoU: [2],
  PiecewiseConstantDecay: [[5], [0.1, 0.01]],
  PolynomialDecay: [0.1, 10],
  PrecisionAtRecall: [0.5],
  RecallAtPrecision: [0.5],
  SensitivityAtSpecificity: [0.5],
  SpecificityAtSensitivity: [0.5],
};

function classesOf(table: object, base: Made): [string, new (...given: unknown[]) => never][] {
  return Object.entries(table).filter(
    ([, value]) => typeof value === 'function' && value.prototype instanceof base,
  ) as [string, new (...given: unknown[]) => never][];
}

function inputFor(name: string): KerasTensor | KerasTensor[] {
  const sized = (shape: number[]): KerasTensor => Input({ shape });
  if (merging.test(name)) return [sized([4, 3]), sized([4, 3])];
  if (/3D/.test(name)) return sized([3, 3, 3, 2]);
  if (/2D|Resizing/.test(name)) return sized([4, 4, 2]);
  if (/Cell|RepeatVector/.test(name)) return sized([3]);
  return name === 'Embedding' ? sized([4]) : sized([4, 3]);
}

function drawn(layer: AnyLayer, input: KerasTensor | KerasTensor[]): Model {
  const outputs = layer.apply(input as KerasTensor) as KerasTensor;
  return new Model({ inputs: input, outputs }) as Model;
}

/** A model of one dense layer, with this in it. */
function dense(options: object, compile?: CompileModelOptions): Model {
  const model = drawn(new Dense(2, options), Input({ shape: [3] }));
  if (compile !== undefined) model.compile(compile);
  return model;
}

/** By class: the JSON of a model that holds one. */
export function configCases(): Map<string, string> {
  const made = new Map<string, () => Model>();
  for (const [name, Class] of classesOf(layers, layers.Layer)) {
    if (/^(InputLayer|Layer|GroupedQueryAttention)$/.test(name) || /Cell/.test(name)) continue;
    made.set(name, () => drawn(new Class(...(layerArguments[name] ?? [])), inputFor(name)));
  }
  const given = (name: string): readonly unknown[] => otherArguments[name] ?? [];
  for (const [name, Class] of classesOf(everything, Initializer))
    if (name !== 'RandomInitializer')
      made.set(name, () => dense({ kernelInitializer: new Class(...given(name)) }));
  for (const [name, Class] of classesOf(everything, Regularizer))
    made.set(name, () => dense({ kernelRegularizer: new Class() }));
  for (const [name, Class] of classesOf(everything, Constraint))
    made.set(name, () => dense({ kernelConstraint: new Class() }));
  for (const [name, Class] of classesOf(losses, Loss))
    if (name !== 'LossFunctionWrapper') made.set(`loss ${name}`, () => dense({}, { loss: new Class() }));
  for (const [name, Class] of classesOf(metrics, Metric))
    if (!/Wrapper|ThresholdMetric|Base$/.test(name))
      made.set(`metric ${name}`, () => dense({}, { loss: 'mse', metrics: [new Class(...given(name))] }));
  for (const [name, Class] of classesOf(everything, Optimizer))
    made.set(name, () => dense({}, { optimizer: new Class(), loss: 'mse' }));
  for (const [name, Class] of classesOf(everything, LearningRateSchedule)) {
    const optimizer = () => new SGD({ learningRate: new Class(...given(name)) });
    made.set(name, () => dense({}, { optimizer: optimizer(), loss: 'mse' }));
  }
  const cases = new Map<string, string>();
  for (const [name, make] of made) {
    try {
      cases.set(name, JSON.stringify(make()));
    } catch (error) {
      if (!/Abstract|abstract/.test(String(error))) console.log(`MISS ${name}: ${error}`);
    }
  }
  return cases;
}

/** Numbers from 0 to 1, the same for a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

const junk: readonly (() => Json)[] = [
  () => null,
  () => true,
  () => false,
  () => 0,
  () => 1,
  () => -1,
  () => 0.5,
  () => 1e9,
  () => 2 ** 31,
  () => -1e300,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => '',
  () => 'x',
  () => 'toString',
  () => '__proto__',
  () => 'relu',
  () => 'y'.repeat(5000),
  () => [],
  () => [null],
  () => [0],
  () => [1, 2],
  () => [-1, 1e9],
  () => ['a', 'b'],
  () => [[1], [2, [3]]],
  () => ({}),
  () => ({ name: 'x' }),
  () => ({ class_name: 'Dense' }),
  () => ({ class_name: 'Dense', config: { units: 2 } }),
  () => ({ class_name: 'Zeros', config: {} }),
  () => ({ class_name: 'constructor', config: null }),
  () => ({ class_name: 5, config: [] }),
  () => ({ class_name: 'function', config: 'hasOwnProperty' }),
];

/** A config with one to three things wrong: of another kind, dropped, added, moved, or elsewhere twice. */
export function mutated(config: Json, random: () => number): Json {
  const root: Json = { root: structuredClone(config) };
  const times = 1 + Math.floor(random() * 3);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  for (let time = 0; time < times; time++) {
    const places: [{ [key: string]: Json }, string][] = [];
    const visit = (value: Json): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const key of Object.keys(value)) {
        places.push([value as { [key: string]: Json }, key]);
        visit((value as { [key: string]: Json })[key] as Json);
      }
    };
    visit(root);
    const [holder, key] = pick(places);
    const kind = random();
    if (kind < 0.6) holder[key] = pick(junk)();
    else if (kind < 0.75 && key !== 'root') {
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else delete holder[key];
    } else if (kind < 0.85) {
      const target = holder[key];
      if (typeof target === 'object' && target !== null && !Array.isArray(target))
        target[pick(['nonsense', 'unit', 'activaton', 'name', 'axis', '__proto__'])] = pick(junk)();
    } else {
      const [from, at] = pick(places);
      holder[key] = structuredClone(from[at]) as Json;
    }
  }
  return (root as { root: Json }).root;
}
