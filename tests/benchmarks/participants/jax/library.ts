/** jax-js on its wasm backend: jit-compiled functions of arrays. Functions consume their arguments. */

import { blockUntilReady, jit, numpy as np } from '@jax-js/jax';
import { type HostInput, input, type Maker, type Parameters, permute } from '../participant.ts';

/** An array of jax-js. */
export type JaxArray = np.Array;

/** An input as an array. */
export const upload = ({ data, shape }: HostInput): JaxArray =>
  np.array(data as Float32Array<ArrayBuffer>).reshape([...shape]);

/** Images are channels first in jax-js. */
export const CHANNELS_FIRST: readonly number[] = [0, 3, 1, 2];
/** And kernels (filters, channels, height, width). */
export const KERNEL_FIRST: readonly number[] = [3, 2, 0, 1];

/** How inputs come in and the result goes out, where the layout is another. */
export interface Layout {
  readonly inputs?: Readonly<Record<string, readonly number[]>>;
  readonly result?: readonly number[];
}

/** Makers of jit-compiled functions of resident inputs. */
export function maker(
  names: readonly string[],
  compute: (arrays: JaxArray[], parameters: Parameters) => JaxArray,
  layout: Layout = {},
): Maker {
  return async (inputs, parameters) => {
    const arrays = names.map((name) => {
      const order = layout.inputs?.[name];
      return upload(order === undefined ? input(inputs, name) : permute(input(inputs, name), order));
    });
    await blockUntilReady(arrays);
    const compiled = jit((...given: JaxArray[]) => compute(given, parameters)) as unknown as (
      ...given: JaxArray[]
    ) => JaxArray;
    const run = async (): Promise<void> => {
      const result = compiled(...arrays.map((array) => array.ref));
      await result.blockUntilReady();
      result.dispose();
    };
    const first = compiled(...arrays.map((array) => array.ref));
    const shape = [...first.shape];
    const data = Float32Array.from((await first.data()) as Float32Array);
    return {
      answer: layout.result === undefined ? data : permute({ data, shape }, layout.result).data,
      run,
      asynchronous: true,
      release: () => arrays.forEach((array) => void array.dispose()),
    };
  };
}
