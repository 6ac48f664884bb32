// The battery that every operation passes: values against a plain formula, first and second derivatives against
// finite differences, eager against compiled bit for bit, empty and size-1 tensors, bad input. Every object in
// ts/ops that is an operation must have cases: without, this fails.

import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyAll } from '../../ts/ops/apply.ts';
import type { AnyOperation } from '../../ts/ops/operation.ts';
import { advanceOperation } from '../../ts/ops/random/seed.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { engine } from '../../ts/wasm/engine.ts';
import { expectClose, rootMeanSquare } from '../golden/golden.ts';
import { grid, type OperationCase } from './case.ts';
import { compiled, exact, projectedGradients, type Run } from './run.ts';

const sources = new URL('../../ts/ops/', import.meta.url);
const found = new Map<AnyOperation, string>();
for (const path of readdirSync(sources, { recursive: true, encoding: 'utf8' }).sort()) {
  if (!path.endsWith('.ts')) continue;
  const exported = (await import(new URL(path, sources).href)) as Record<string, unknown>;
  for (const value of Object.values(exported))
    if (isOperation(value) && !found.has(value)) found.set(value, path);
}

const files = new URL('./cases/', import.meta.url);
const cases: OperationCase[] = [];
for (const path of readdirSync(files).sort()) {
  const { cases: own } = (await import(new URL(path, files).href)) as { cases: readonly OperationCase[] };
  cases.push(...own);
}

function isOperation(value: unknown): value is AnyOperation {
  return (
    typeof value === 'object' && value !== null && 'name' in value && 'infer' in value && 'encode' in value
  );
}

/** Finite differences and the noise in them. */
interface Differences {
  readonly slopes: number[];
  readonly noise: number;
}

/** The step of finite differences: exact in float32. */
const step = 1 / 64;
/** Elements of one input that are differentiated. */
const most = 24;

for (const [operation, path] of found) {
  describe(`${operation.name} (${path})`, () => {
    const own = cases.filter((one) => one.operation === operation);
    test('has cases, with an empty tensor, one element, and bad input', () => {
      expect(own.length).toBeGreaterThan(0);
      expect(own.flatMap((one) => one.bad ?? []).length, 'bad inputs').toBeGreaterThan(0);
      if (operation === advanceOperation) return; // its state always has four words
      const sizes = own.flatMap((one) => [...one.inputs, ...outputsOf(one)].map(({ size }) => size));
      expect(sizes, 'sizes of all inputs and outputs').toContain(0);
      expect(sizes, 'sizes of all inputs and outputs').toContain(1);
    });
    if (operation.gradient !== undefined)
      test('has a gradient that has a gradient', () => {
        for (const { inputs, attributes } of own.slice(0, 3)) {
          const run: Run = (...tensors) => applyAll(operation, tensors, attributes);
          const positions = [...inputs.keys()].filter((index) => inputs[index]?.dtype === 'float32');
          const weights = projectionsOf(run(...inputs), 11);
          if (positions.length === 0 || weights.every((weight) => weight === undefined)) continue;
          const first = projectedGradients(run, weights, positions);
          const second = projectedGradients(first, projectionsOf(first(...inputs), 13), positions);
          expect(second(...inputs).map(({ shape }) => shape)).toEqual(
            positions.map((position) => inputs[position]?.shape),
          );
        }
      });
    own.forEach((one, index) => {
      const shapes = one.inputs.map(({ shape, dtype }) => `${dtype}[${shape.join()}]`).join(' ');
      test(`${index}: ${shapes} ${one.attributes === undefined ? '' : JSON.stringify(one.attributes)}`, () => {
        check(one);
      });
    });
  });
}

function outputsOf({ operation, inputs, attributes }: OperationCase): Tensor[] {
  return applyAll(operation, inputs, attributes);
}

function check(one: OperationCase): void {
  const { operation, inputs, attributes, expected, close } = one;
  const run: Run = (...tensors) => applyAll(operation, tensors, attributes);
  const before = inputs.map((input) => [...input.data()]);
  const outputs = run(...inputs);
  const reference = expected?.(...before);
  if (reference === undefined) one.check?.(...outputs);
  else expect(outputs).toHaveLength(reference.length);
  reference?.forEach((values, index) => {
    expectClose((outputs[index] as Tensor).data(), values, { name: `output ${index}`, ...close });
  });
  expect(exact(compiled(run, inputs)), 'compiled').toEqual(exact(outputs));
  const withInputs: Run = (...tensors) => [...run(...tensors), ...tensors];
  expect(exact(compiled(withInputs, inputs)), 'compiled, inputs used again').toEqual(
    exact([...outputs, ...inputs]),
  );
  for (const [bad, kind] of one.bad ?? []) {
    const { liveBytes } = engine();
    expect(bad).toThrow(kind);
    expect(engine().liveBytes, 'live bytes after bad input').toBe(liveBytes);
  }
  if (operation.gradient !== undefined) checkGradients(one, run, outputs);
  expect(inputs.map((input) => [...input.data()])).toEqual(before);
}

function checkGradients(one: OperationCase, run: Run, outputs: readonly Tensor[]): void {
  const { inputs, fixed = [], firstOrderOnly = false } = one;
  const positions = inputs.flatMap(({ dtype }, index) =>
    dtype === 'float32' && !fixed.includes(index) ? [index] : [],
  );
  const floats = outputs.some(({ dtype }) => dtype === 'float32');
  if (positions.length === 0 || !floats) return;
  const first = projectedGradients(run, projectionsOf(outputs, 11), positions);
  const gradients = first(...inputs);
  expect(exact(compiled(first, inputs)), 'gradient, compiled').toEqual(exact(gradients));
  expect(gradients.map(({ shape }) => shape)).toEqual(positions.map((position) => inputs[position]?.shape));
  if (positions.some((position) => (inputs[position] as Tensor).size > most)) return;
  compareWithDifferences(run, outputs, 11, inputs, positions, gradients, 'gradient');
  if (firstOrderOnly) return;
  const second = projectedGradients(first, projectionsOf(gradients, 13), positions);
  const curvatures = second(...inputs);
  expect(exact(compiled(second, inputs)), 'second derivative, compiled').toEqual(exact(curvatures));
  compareWithDifferences(first, gradients, 13, inputs, positions, curvatures, 'second derivative');
}

/** Random weights in (-1, 1) for the outputs that are floats. */
function projectionsOf(outputs: readonly Tensor[], seed: number): (Tensor | undefined)[] {
  return outputs.map(({ shape, dtype }, index) =>
    dtype === 'float32' ? grid(shape, -1, 1, seed + index) : undefined,
  );
}

function compareWithDifferences(
  run: Run,
  outputs: readonly Tensor[],
  seed: number,
  inputs: readonly Tensor[],
  positions: readonly number[],
  gradients: readonly Tensor[],
  name: string,
): void {
  const weights = projectionsOf(outputs, seed).map((tensor) => tensor?.data());
  positions.forEach((position, index) => {
    const { slopes, noise } = differences(run, weights, inputs, position);
    const actual = (gradients[index] as Tensor).data();
    // Beside the noise: the stencil's own error, step⁴/30·f⁽⁵⁾, up to 1e-3 of the largest values here.
    const allowed = noise + 2e-3 * rootMeanSquare(slopes);
    expectClose(actual, slopes, {
      relative: 2e-3,
      absolute: allowed,
      compare: 'value',
      name: `${name} of input ${position}`,
    });
  });
}

/** Slopes of Σ weight·output by the five-point stencil, summed in float64. */
function differences(
  run: Run,
  weights: readonly (ArrayLike<number> | undefined)[],
  inputs: readonly Tensor[],
  position: number,
): Differences {
  let largest = 0;
  const { data, shape } = {
    data: (inputs[position] as Tensor).data(),
    shape: (inputs[position] as Tensor).shape,
  };
  const valueAt = (element: number, offset: number): number => {
    const moved = grid(shape, 0, 1);
    const values = moved.storage('differences').peek('differences');
    values.set(data);
    values[element] = (data[element] as number) + offset;
    const outputs = run(...inputs.map((input, index) => (index === position ? moved : input)));
    let [sum, size] = [0, 0];
    outputs.forEach((output, index) => {
      const weight = weights[index];
      if (weight === undefined) return;
      output.data().forEach((value, place) => {
        sum += value * (weight[place] as number);
        size += Math.abs(value * (weight[place] as number));
      });
    });
    largest = Math.max(largest, size);
    return sum;
  };
  const slopes = [...data].map((_, element) => {
    const near = valueAt(element, step) - valueAt(element, -step);
    const far = valueAt(element, 2 * step) - valueAt(element, -2 * step);
    return (8 * near - far) / (12 * step);
  });
  // Each output is rounded to 2⁻²⁴ of itself, a few times over; the input by as much.
  return { slopes, noise: (8 * 2 ** -24 * largest) / step };
}
