/** `exportArtifact`: a model as one small file, with the programs of its predictions and the tensors that they need. */

import { checkKeys } from '../closest.ts';
import { checkWhole, show, showShape, ValueError } from '../errors.ts';
import type { HostArray } from '../io/array.ts';
import { encodeSafetensors } from '../io/safetensors.ts';
import { namedWeights } from '../models/saving.ts';
import { encode, type Plan } from '../plan/encode.ts';
import { GraphBuilder } from '../plan/graph.ts';
import { PlanRunner } from '../plan/run.ts';
import { describeProgram } from '../program/description.ts';
import type { Program } from '../program/program.ts';
import { digest } from '../runtime/artifact.ts';
import { FORMAT, type Manifest, type NamedProgram, type Port } from '../runtime/format.ts';
import { fromArray } from '../tensor/create.ts';
import { arrayConstructor } from '../tensor/dtype.ts';
import { sameShape, sizeOf } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { instructionForms, instructionNames } from '../wasm/generated/encoder.ts';
import { calibrate } from './calibrate.ts';
import { foldBatchNormalization } from './fold.ts';
import { freeze, Weights } from './freeze.ts';
import { type AnyModel, type Inference, inputsOf, traceInference } from './inference.ts';
import {
  checkQuantization,
  isIntegral,
  type Product,
  type Quantization,
  type QuantizedWeight,
  quantizationOf,
  quantizeGraph,
  type Rounded,
} from './quantize.ts';

/** Options of {@link exportArtifact}. */
export interface ExportOptions {
  /** The batch sizes that have programs. Default `[1, 32]`: where rows are independent, any number is made up of them. */
  readonly batchSizes?: readonly number[];
  /**
   * Whether batch normalisations become part of the weights before them: faster, and within 1e-5 of `model.predict` instead
   * of its bits. Default `true`.
   */
  readonly fold?: boolean;
  /** Weights of products and convolutions in fewer bits, and how is computed with them. Default none: float32. */
  readonly quantize?: Quantization;
  /**
   * At least 32 samples of the inputs, without labels: integer weights are then rounded by what they make of these, layer by
   * layer (GPTQ), instead of to nearest. A tensor, or one per input.
   */
  readonly samples?: Tensor | readonly Tensor[];
  /** Told what became of the weights of each product and convolution. */
  readonly onQuantized?: (weight: QuantizedWeight) => void;
  /** Names of the classes. */
  readonly labels?: readonly string[];
  /** What the caller has to do to raw data, in words. */
  readonly preprocessing?: string;
  /** How the model came about: anything that JSON can say. */
  readonly provenance?: Readonly<Record<string, unknown>>;
}

/**
 * A model's predictions as the bytes of a file, which `load` of `oxigrad/runtime` runs: with the bits of `model.predict`, as
 * far as nothing is folded or quantised. The model stays as it is.
 * @throws StateError for a model that is not built; ValueError for sizes that are no whole numbers, or not known;
 *   UnsupportedError for a subclassed model, and for one whose predictions change its state.
 */
export async function exportArtifact(model: AnyModel, options: ExportOptions = {}): Promise<Uint8Array> {
  const where = 'exportArtifact';
  const {
    batchSizes = [1, 32],
    fold = true,
    quantize,
    samples,
    onQuantized,
    labels,
    preprocessing,
    provenance = {},
  } = checkKeys(
    where,
    options,
    'batchSizes fold quantize samples onQuantized labels preprocessing provenance',
  );
  if (!Array.isArray(batchSizes) || batchSizes.length === 0)
    throw new ValueError(where, 'batchSizes as a list of whole numbers', show(batchSizes));
  for (const size of batchSizes) checkWhole(where, 'batchSizes', size, 1, 65_536);
  if (quantize !== undefined) checkQuantization(where, quantize);
  const sizes = [...new Set(batchSizes)].sort((a, b) => a - b);
  const inputs = inputsOf(model, where);
  const weights = new Weights(namedWeights(model));
  try {
    const report = new Map<string, QuantizedWeight>();
    const frozen = (size: number): Inference => {
      const { graph, builder } = traceInference(model, size, where);
      return {
        graph: freeze(fold ? foldBatchNormalization(graph, builder).graph : graph, builder, weights),
        builder,
      };
    };
    const rounded =
      quantize === undefined || samples === undefined
        ? new Map<number, Rounded>()
        : roundBy(samples, inputs, quantize, frozen, weights, where);
    const planOf = (size: number): Plan => {
      const { graph, builder } = frozen(size);
      if (quantize === undefined) return encode(graph, builder);
      const quantized = quantizeGraph(graph, builder, weights, quantize, rounded, report);
      return encode(freeze(quantized, builder, weights), builder);
    };
    const plans = sizes.map((size) => ({ size, plan: planOf(size) }));
    const builder = new GraphBuilder();
    const first = weights.prepareGraph(builder);
    const prepare = first && encode(first, builder);
    if (prepare !== undefined) runOnce(prepare);
    const single = plans.find(({ size }) => size === 1)?.plan ?? planOf(1);
    const rowsIndependent = plans.every(
      ({ size, plan }) => size === 1 || isRowwise(inputs, size, plan, single),
    );
    const tensors = new Map<string, HostArray>();
    const named = (name: string, plan: Plan): NamedProgram => {
      const program = withNames(plan, weights);
      addProgram(tensors, name, program);
      return { name, program: describeProgram(program) };
    };
    const batches = plans.map(({ size, plan }) => ({ size, ...named(`batch-${size}`, plan) }));
    const prepared = prepare && named('prepare', prepare);
    const all = [...plans.map(({ plan }) => plan), ...(prepare === undefined ? [] : [prepare])];
    for (const variable of new Set(all.flatMap(({ variables }) => variables)))
      if (!weights.isPrepared(variable))
        tensors.set(weights.nameOf(variable), {
          data: variable.data(),
          shape: variable.shape,
          dtype: variable.dtype,
        });
    const outputs = model.outputNames.map((name, index): Port => {
      const { shape, dtype } = (plans[0] as { plan: Plan }).plan.program.outputs[
        index
      ] as Program['outputs'][number];
      return { name, shape: [null, ...shape.slice(1)], dtype };
    });
    const manifest: Manifest = {
      inputs,
      outputs,
      batches,
      rowsIndependent,
      ...(prepared === undefined ? {} : { prepare: prepared }),
      instructions: instructionsOf(all.map(({ program }) => program)),
      ...(labels === undefined ? {} : { labels: [...labels] }),
      ...(preprocessing === undefined ? {} : { preprocessing }),
      provenance,
    };
    for (const one of report.values()) onQuantized?.(one);
    return await sealed(manifest, tensors);
  } finally {
    weights.dispose();
  }
}

/** Weights rounded by samples of the inputs. */
function roundBy(
  samples: Tensor | readonly Tensor[],
  inputs: readonly Port[],
  quantize: Quantization,
  frozen: (size: number) => Inference,
  weights: Weights,
  where: string,
): Map<number, Rounded> {
  if (typeof quantize.bits === 'number' && !isIntegral(quantize.bits))
    throw new ValueError(
      where,
      'integer weights with samples',
      `bits: ${quantize.bits}`,
      'Leave the samples out.',
    );
  const given = [samples].flat() as Tensor[];
  const rows = given[0]?.shape[0] ?? 0;
  inputs.forEach(({ name, shape, dtype }, index) => {
    const own = given[index];
    const expected = [rows, ...(shape.slice(1) as number[])];
    if (rows < 32 || own?.dtype !== dtype || !sameShape(own.shape, expected))
      throw new ValueError(
        where,
        `at least 32 samples ${showShape(expected.slice(1))} of ${dtype} for input ${show(name)}`,
        own === undefined ? 'none' : `${own.dtype} of shape ${showShape(own.shape)}`,
      );
  });
  const bitsOf = ({ variable }: Product): number =>
    quantizationOf(where, quantize, weights.sourceOf(variable)).bits;
  return calibrate(frozen(rows).graph, given, bitsOf);
}

function runOnce(plan: Plan): void {
  const runner = new PlanRunner(plan);
  runner.run([], 'exportArtifact');
  runner.dispose();
}

/** Whether `size` rows at once give the bits of each row alone, on rows that differ. */
function isRowwise(inputs: readonly Port[], size: number, plan: Plan, single: Plan): boolean {
  const arrays = inputs.map(({ shape, dtype }, index) => {
    const array = new (arrayConstructor(dtype))(size * sizeOf(shape.slice(1) as number[]));
    // Of whole numbers all are 0: others may name a row of an embedding that is not there.
    for (let i = 0, state = index + 1; dtype === 'float32' && i < array.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      array[i] = state / 2 ** 32;
    }
    return array;
  });
  const rows = (rows: number, first: number): Tensor[] =>
    inputs.map(({ shape, dtype }, index) => {
      const row = shape.slice(1) as number[];
      const part = (arrays[index] as Float32Array).slice(first * sizeOf(row), (first + rows) * sizeOf(row));
      return fromArray(part, [rows, ...row], dtype);
    });
  const [many, one] = [new PlanRunner(plan), new PlanRunner(single)];
  try {
    many.run(rows(size, 0), 'exportArtifact');
    const { outputs } = plan.program;
    if (outputs.some(({ shape }) => shape[0] !== size)) return false;
    const together = outputs.map((_, index) => many.output(index).data());
    for (let row = 0; row < size; row++) {
      one.run(rows(1, row), 'exportArtifact');
      for (let index = 0; index < outputs.length; index++) {
        const alone = one.output(index).data();
        const start = row * alone.length;
        if (!sameBits(alone, (together[index] as Float32Array).slice(start, start + alone.length)))
          return false;
      }
    }
    return true;
  } finally {
    many.dispose();
    one.dispose();
  }
}

function sameBits(a: ArrayBufferView, b: ArrayBufferView): boolean {
  const bytes = (view: ArrayBufferView): Uint8Array =>
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const other = bytes(b);
  return bytes(a).every((byte, index) => byte === other[index]);
}

/** A plan's program whose variables have the names of the file's tensors. */
function withNames({ program, variables }: Plan, weights: Weights): Program {
  return {
    ...program,
    variables: program.variables.map((own, index) => {
      const variable = variables[index];
      return variable === undefined ? own : { ...own, name: weights.nameOf(variable) };
    }),
  };
}

function addProgram(tensors: Map<string, HostArray>, name: string, { words, constants }: Program): void {
  const data = new Int32Array(words.buffer, words.byteOffset, words.length);
  tensors.set(`${name}/words`, { data, shape: [data.length], dtype: 'int32' });
  constants.forEach(({ array }, index) => {
    const dtype =
      array instanceof Float32Array
        ? 'float32'
        : array instanceof Int32Array
          ? 'int32'
          : array instanceof Int8Array
            ? 'int8'
            : 'uint8';
    tensors.set(`${name}/constant-${index}`, { data: array, shape: [array.length], dtype });
  });
}

/** The instructions that programs use. */
function instructionsOf(programs: readonly Program[]): Manifest['instructions'] {
  const opcodes = new Set<number>();
  for (const { words } of programs)
    for (let at = 0; at < words.length; at += (words[at] as number) >>> 8)
      opcodes.add((words[at] as number) & 0xff);
  return [...opcodes]
    .sort((a, b) => a - b)
    .map((opcode) => [opcode, instructionNames[opcode] as string, instructionForms[opcode] as string]);
}

/** The bytes of the file, with a digest of the manifest and all tensors. */
async function sealed(manifest: Manifest, tensors: ReadonlyMap<string, HostArray>): Promise<Uint8Array> {
  const text = JSON.stringify(manifest);
  return encodeSafetensors(tensors, {
    ...{ format: FORMAT, manifest: text },
    sha256: (await digest(text, tensors)) ?? '',
  });
}
