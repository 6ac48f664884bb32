/** The built package, or the module that OXIGRAD_BENCH_ENTRY names (`npm run bench -- --entry ts/index.ts`). */

import { type HostInput, type Inputs, input, type Maker, type Prepared } from '../participant.ts';

const entry: string =
  process.env['OXIGRAD_BENCH_ENTRY'] ?? new URL('../../../../dist/node/index.js', import.meta.url).href;

/** What is measured. */
export const library: typeof import('oxigrad') = await import(entry);

/** A tensor. */
export type Tensor = import('oxigrad').Tensor;

/** An input as a tensor. */
export const upload = ({ data, shape }: HostInput): Tensor => library.tensor(data, { shape });

/**
 * A function of inputs, compiled, its inputs and its result resident where the kernels are: as the tensors of the
 * peers are.
 */
export function resident(
  inputs: Inputs,
  names: readonly string[],
  compute: (...tensors: Tensor[]) => Tensor,
): Prepared {
  const { compile, tensor, Variable } = library;
  const variables = names.map((name) => new Variable(upload(input(inputs, name))));
  const { shape } = compute(...names.map((name) => upload(input(inputs, name))));
  const size = shape.reduce<number>((product, length) => product * (length as number), 1);
  const result = new Variable(tensor(new Float32Array(size), { shape: shape as number[] }));
  const run = compile(() => {
    result.assign(compute(...variables.map((variable) => variable.read())));
  });
  run();
  return {
    answer: result.data() as Float32Array,
    run: () => run(),
    release() {
      run.dispose();
      for (const variable of [...variables, result]) variable.dispose();
    },
  };
}

/** Makers of functions of resident inputs. */
export function maker(
  names: readonly string[],
  compute: (tensors: Tensor[], parameters: Readonly<Record<string, number>>) => Tensor,
): Maker {
  return (inputs, parameters) => resident(inputs, names, (...tensors) => compute(tensors, parameters));
}
