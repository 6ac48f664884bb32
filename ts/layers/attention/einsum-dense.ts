/** A dense layer over axes named by an equation (keras.layers.EinsumDense). */

import type { Activation } from '../../activations/names.ts';
import { type Config, optionsFrom, serialize } from '../../config/config.ts';
import { checkList, checkText, ShapeError, show, showShape, ValueError } from '../../errors.ts';
import type { FanAxes } from '../../initializers/fans.ts';
import { GlorotUniform } from '../../initializers/glorot-uniform.ts';
import { Zeros } from '../../initializers/zeros.ts';
import { add } from '../../ops/arithmetic/add.ts';
import { einsum } from '../../ops/linear/einsum.ts';
import { matmul } from '../../ops/linear/matmul.ts';
import { reshape } from '../../ops/shape/reshape.ts';
import { type Shape, sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Variable } from '../../tensor/variable.ts';
import type { BatchShape } from '../keras-tensor.ts';
import {
  type AnyLayer,
  type BatchShapes,
  Layer,
  type LayerOptions,
  oneShape,
  type SamplesApart,
} from '../layer.ts';
import { type ActivationIdentifier, activationName, type RegularizerIdentifier, resolve } from '../names.ts';
import { type RulesOf, rulesConfig, type WeightRulesOptions, weightRules } from '../weight-rules.ts';
import { withAxes } from './initializers.ts';

/** Options of {@link EinsumDense}. By default the kernel is Glorot uniform, the bias zeros. */
export interface EinsumDenseOptions extends LayerOptions, WeightRulesOptions<'kernel' | 'bias'> {
  /** Applied to the result. Default: none. */
  readonly activation?: ActivationIdentifier;
  /** The letters of the output that the bias has, as in `'de'`. Default: no bias. */
  readonly biasAxes?: string;
  readonly activityRegularizer?: RegularizerIdentifier;
}

/** The three terms of an equation. */
interface Equation {
  readonly input: string;
  readonly weight: string;
  readonly output: string;
  /** Where axes without a letter are. */
  readonly elided: 'left' | 'right' | undefined;
}

function parse(where: string, text: string): Equation {
  const plain = /^([a-zA-Z]+),([a-zA-Z]+)->([a-zA-Z]+)$/.exec(text);
  const left = /^\.\.\.([a-zA-Z]+),([a-zA-Z]+)->\.\.\.([a-zA-Z]+)$/.exec(text);
  const right = /^([a-zA-Z]{2,})\.\.\.,([a-zA-Z]+)->([a-zA-Z]+)\.\.\.$/.exec(text);
  const found = plain ?? left ?? right;
  if (found === null)
    throw new ValueError(
      where,
      "an equation '[X],[Y]->[Z]', '...[X],[Y]->...[Z]' or '[X]...,[Y]->[Z]...'",
      show(text),
    );
  const [, input = '', weight = '', output = ''] = found;
  for (const letter of output)
    if (!input.includes(letter) && !weight.includes(letter))
      throw new ValueError(
        where,
        `every letter of the output in the input or the kernel`,
        `'${letter}' in '${text}'`,
      );
  return { input, weight, output, elided: left ? 'left' : right ? 'right' : undefined };
}

/**
 * `activation(einsum(equation, x, kernel) + bias)`. `outputShape` is the shape of the output without its batch axis;
 * `null` where it is as long as the input. Throws a {@link ValueError} for an equation that has not one of the forms of
 * Keras.
 */
export class EinsumDense extends Layer {
  static override readonly className: string = 'EinsumDense';
  static override readonly samplesApart: SamplesApart = true;

  readonly equation: string;
  readonly partialOutputShape: BatchShape;
  readonly biasAxes: string | undefined;
  readonly activation: Activation | undefined;
  readonly rules: RulesOf<'kernel' | 'bias'>;
  kernel: Variable | undefined;
  bias: Variable | undefined;
  readonly #terms: Equation;

  constructor(equation: string, outputShape: number | BatchShape, options: EinsumDenseOptions = {}) {
    super(options);
    const { where } = this;
    this.equation = equation;
    this.#terms = parse(where, checkText(`${where}, equation`, equation));
    this.partialOutputShape =
      typeof outputShape === 'number' ? [outputShape] : checkList(where, 'outputShape', outputShape);
    this.biasAxes =
      options.biasAxes === undefined ? undefined : checkText(`${where}, biasAxes`, options.biasAxes);
    for (const letter of this.biasAxes ?? '')
      if (!this.#terms.output.includes(letter))
        throw new ValueError(where, `biasAxes from '${this.#terms.output}'`, show(this.biasAxes));
    this.activation = options.activation && resolve('activation', options.activation, where);
    this.activityRegularizer =
      options.activityRegularizer && resolve('regularizer', options.activityRegularizer, where);
    this.rules = weightRules(where, options, { kernel: new GlorotUniform(), bias: new Zeros() });
  }

  /** The whole output shape, and how many axes have no letter. */
  #outputShape(shape: BatchShape): { output: (number | null)[]; elided: number } {
    const { input, output: letters, elided: side } = this.#terms;
    const elided = shape.length - input.length;
    if (elided < 0 || (elided > 0 && side === undefined))
      throw new ShapeError(
        this.where,
        `an input of rank ${input.length}${side === undefined ? '' : ' or more'} for '${this.equation}'`,
        showShape(shape),
      );
    const output = [shape[0] ?? null, ...this.partialOutputShape];
    // Without letters the first axes (or the last) pass from the input.
    if (side === 'left' && elided > 0) output.splice(1, 0, ...shape.slice(1, elided));
    if (side === 'right') output.push(...shape.slice(shape.length - elided));
    if (output.length !== letters.length + elided)
      throw new ShapeError(
        this.where,
        `an outputShape of ${letters.length - (side === 'left' && elided > 0 ? 0 : 1)} sizes for '${this.equation}'`,
        showShape(this.partialOutputShape),
      );
    const [inputFrom, outputFrom] = side === 'left' ? [elided, elided] : [0, 0];
    [...letters].forEach((letter, index) => {
      const at = input.indexOf(letter);
      if (at < 0) return;
      const [given, wanted] = [shape[inputFrom + at] ?? null, output[outputFrom + index] ?? null];
      if (wanted !== null && given !== null && wanted !== given)
        throw new ShapeError(
          this.where,
          `size ${given} of the input for '${letter}' in outputShape`,
          show(wanted),
        );
      output[outputFrom + index] = given;
    });
    return { output, elided };
  }

  override build(inputShape: BatchShapes): void {
    const shape = oneShape(this.where, inputShape);
    const { input, weight, output: letters, elided: side } = this.#terms;
    const { output, elided } = this.#outputShape(shape);
    const offset = side === 'left' ? elided : 0;
    const axes = { inputAxes: [] as number[], outputAxes: [] as number[] } satisfies FanAxes;
    const kernelShape = [...weight].map((letter, index) => {
      const [from, to] = [input.indexOf(letter), letters.indexOf(letter)];
      if (from < 0 && to < 0)
        throw new ValueError(
          this.where,
          'every letter of the kernel in the input or the output',
          `'${letter}'`,
        );
      (to >= 0 ? axes.outputAxes : axes.inputAxes).push(index);
      return this.#known((to >= 0 ? output[offset + to] : shape[offset + from]) ?? null, letter);
    });
    this.kernel = this.addWeight('kernel', kernelShape, {
      ...this.rules.kernel,
      initializer: withAxes(this.rules.kernel.initializer, axes),
    });
    if (this.biasAxes === undefined) return;
    const first = Math.min(...[...this.biasAxes].map((letter) => letters.indexOf(letter)));
    const biasShape = [...letters]
      .slice(first)
      .map((letter, index) =>
        this.biasAxes?.includes(letter) ? this.#known(output[offset + first + index] ?? null, letter) : 1,
      );
    if (side === 'right') biasShape.push(...new Array<number>(elided).fill(1));
    this.bias = this.addWeight('bias', biasShape, this.rules.bias);
  }

  #known(size: number | null, letter: string): number {
    if (size === null)
      throw new ShapeError(this.where, `a known size for '${letter}' in '${this.equation}'`, 'null');
    return size;
  }

  override call(x: Tensor): Tensor {
    const kernel = this.kernel as Variable;
    const y = this.#asProduct(x, kernel) ?? this.#asSum(x, kernel);
    return this.activation === undefined ? y : this.activation(y);
  }

  #asSum(x: Tensor, kernel: Variable): Tensor {
    const y = einsum(this.equation, x, kernel);
    return this.bias === undefined ? y : add(y, this.bias);
  }

  /** One product of matrices, with its bias, where the last axes of x meet the first of the kernel. */
  #asProduct(x: Tensor, kernel: Variable): Tensor | undefined {
    const { input, weight, output, elided } = this.#terms;
    const summed = [...input].filter((letter) => !output.includes(letter)).join('');
    const kept = input.slice(0, input.length - summed.length);
    const made = weight.slice(summed.length);
    if (elided === 'right' || summed === '' || input !== kept + summed || weight !== summed + made)
      return undefined;
    if (output !== kept + made || (this.biasAxes !== undefined && this.biasAxes !== made)) return undefined;
    const split = x.rank - summed.length;
    const rest: Shape = kernel.shape.slice(summed.length);
    this.#checkSizes(x, split, kernel.shape.slice(0, summed.length));
    const rows = reshape(x, [sizeOf(x.shape.slice(0, split)), sizeOf(x.shape.slice(split))]);
    const columns = sizeOf(rest);
    const y = matmul(rows, reshape(kernel.read(), [rows.shape[1] as number, columns]));
    const biased = this.bias === undefined ? y : add(y, reshape(this.bias.read(), [columns]));
    return reshape(biased, [...x.shape.slice(0, split), ...rest]);
  }

  #checkSizes(x: Tensor, split: number, sizes: Shape): void {
    if (split < 1 || !x.shape.slice(split).every((size, axis) => size === sizes[axis]))
      throw new ShapeError(
        this.where,
        `an input (…, ${sizes.join(', ')})`,
        showShape(x.shape),
        'It was built for that size.',
      );
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShape {
    return this.#outputShape(oneShape(this.where, inputShape)).output;
  }

  override getConfig(): Config {
    return {
      ...super.getConfig(),
      equation: this.equation,
      output_shape: this.partialOutputShape,
      activation: activationName(this.activation),
      bias_axes: this.biasAxes ?? null,
      activity_regularizer: serialize(this.activityRegularizer, 'keras.regularizers'),
      ...rulesConfig(this.rules),
      quantization_config: null,
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    const { equation, output_shape: outputShape, ...rest } = config ?? {};
    return new EinsumDense(
      String(equation),
      outputShape as number | BatchShape,
      optionsFrom(rest, 'EinsumDense.fromConfig'),
    );
  }
}
