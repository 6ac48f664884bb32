/** One value everywhere, or values that are known (keras.initializers.Constant). */

import { type Config, type ConfigClass, type ConfigValue, madeOf, optionsFrom } from '../config/config.ts';
import { type First, optionsOf } from '../config/first.ts';
import { full } from '../ops/creation/full.ts';
import { broadcastTo } from '../ops/reduction/sum.ts';
import { asTensor, fromArray, type TensorLike } from '../tensor/create.ts';
import { isPlainObject } from '../tensor/plain.ts';
import type { Shape } from '../tensor/shape.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { Initializer } from './initializer.ts';

/** Options of {@link Constant}. */
export interface ConstantOptions {
  /** A number, or an array or tensor whose shape broadcasts to that of the weight. Default 0. */
  readonly value?: TensorLike;
}

/** `value` everywhere: `new Constant(0.5)`; or its values, such as a matrix that was trained elsewhere. */
export class Constant extends Initializer {
  static override readonly className: string = 'Constant';
  readonly value: number | Tensor;

  constructor(first?: First<ConstantOptions, 'value'>, rest?: ConstantOptions) {
    super();
    const { value = 0 } = optionsOf<ConstantOptions, 'value'>(new.target.className, 'value', first, rest);
    this.value = typeof value === 'number' ? value : copyOf(asTensor(value, this.className));
  }

  protected override values(shape: Shape): Tensor {
    return typeof this.value === 'number' ? full(shape, this.value) : broadcastTo(this.value, shape);
  }

  override getConfig(): Config {
    return { value: typeof this.value === 'number' ? this.value : (this.value.toArray() as ConfigValue) };
  }

  /** The initializer of a Keras config, whose value may be an array of NumPy. */
  static override fromConfig(this: ConfigClass<Initializer>, config: Config): Initializer {
    const options: Record<string, unknown> = optionsFrom(config);
    const { value } = options;
    if (isPlainObject(value) && isPlainObject(value['config'])) options['value'] = value['config']['value'];
    // biome-ignore lint/complexity/noThisInStatic: a subclass makes an instance of itself.
    return madeOf(this, options);
  }
}

/** The values as they are now, wherever those given live. */
function copyOf(tensor: Tensor): Tensor {
  return fromArray(tensor.data(), tensor.shape, tensor.dtype);
}
