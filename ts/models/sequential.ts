/** A stack of layers, each fed with what the one before gives (keras.Sequential). */

import { type Config, dtypePolicy } from '../config/config.ts';
import { checkOptions, StateError, show, ValueError } from '../errors.ts';
import { allOrNothing, undoable, undoableFields } from '../layers/building.ts';
import { InputLayer } from '../layers/core/input-layer.ts';
import { layerFrom } from '../layers/deserialize.ts';
import { type BatchShape, KerasTensor } from '../layers/keras-tensor.ts';
import {
  type AnyLayer,
  type BatchShapes,
  type CallOptions,
  type FromConfigOptions,
  Layer,
  oneShape,
  type SamplesApart,
} from '../layers/layer.ts';
import { Setting } from '../tensor/setting.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { innerConfig, serializeLayer } from './functional-config.ts';
import { checkNames } from './graph.ts';
import { Model } from './model.ts';

/** Options of {@link Sequential}. */
export interface SequentialOptions {
  readonly name?: string;
  readonly trainable?: boolean;
}

/**
 * `new Sequential([new Dense(128, { activation: 'relu', inputShape: [64] }), new Dense(10)])`. With an input shape
 * (that option, or `Input({ shape })` as the first entry) it is built at once, else by the first data it sees.
 */
export class Sequential extends Model {
  static override readonly className: string = 'Sequential';
  static override readonly samplesApart: SamplesApart = true;

  readonly #stack: Setting<readonly AnyLayer[]> = new Setting([]);
  #input: InputLayer | undefined;
  /** Whether the input has the shape of the first data, and may have others. */
  #isOpen = false;

  constructor(layers: readonly (AnyLayer | KerasTensor)[] = [], options: SequentialOptions = {}) {
    if (!Array.isArray(layers)) throw new ValueError('Sequential', 'a list of layers', show(layers));
    const { name } = checkOptions('Sequential', options);
    super(name === undefined ? {} : { name });
    for (const layer of layers) this.#push(layer);
    this.#rebuild();
    if (options.trainable === false) this.trainable = false;
  }

  get #layers(): readonly AnyLayer[] {
    return this.#stack.value;
  }

  set #layers(layers: readonly AnyLayer[]) {
    this.#stack.value = layers;
  }

  /** Puts a layer on top. */
  add(layer: AnyLayer | KerasTensor): this {
    this.#change(() => this.#push(layer));
    return this;
  }

  /** Takes the layer on top off, and returns it. Throws a {@link StateError} where there is none. */
  pop(): AnyLayer {
    const layer = this.#layers.at(-1);
    if (layer === undefined) throw new StateError(`${this.where}.pop`, 'a layer', 'none');
    this.#change(() => {
      this.#layers = this.#layers.slice(0, -1);
      if (this.#layers.length === 0 && layer._sampleShape !== undefined) this.#input = undefined;
    });
    return layer;
  }

  /** A layer that does not fit leaves the stack as it was. */
  #change(change: () => void): void {
    const [layers, input] = [this.#layers, this.#input];
    allOrNothing(() => {
      undoableFields(this);
      undoable(() => {
        this.#layers = layers;
        this.#input = input;
      });
      change();
      this.#rebuild();
    });
  }

  #push(given: AnyLayer | KerasTensor): void {
    const layer = given instanceof KerasTensor ? given.history.layer : given;
    if (!(layer instanceof Layer))
      throw new ValueError(
        this.where,
        'layers, or Input(…) as the first',
        show(layer),
        'Make it with new, as in new Dense(10).',
      );
    if (layer instanceof InputLayer) {
      if (this.#input !== undefined || this.#layers.length > 0)
        throw new ValueError(this.where, 'Input as the first entry only', `'${layer.name}' behind others`);
      this.#input = layer;
      return;
    }
    checkNames(this.where, [...this.#layers, layer as AnyLayer]);
    if (this.#layers.length === 0 && this.#input === undefined) {
      const sample = layer._sampleShape;
      if (sample !== undefined) this.#input = new InputLayer({ shape: sample });
      else if (layer instanceof Model && layer.inputs.length === 1)
        this.#input = new InputLayer({ batchShape: (layer.inputs[0] as KerasTensor).shape });
    }
    this.#layers = [...this.#layers, layer as AnyLayer];
  }

  /** Draws the graph anew, as far as the input is known. */
  #rebuild(): void {
    this.built = false;
    if (this.#input !== undefined && this.#layers.length > 0) this.build(this.#input.batchShape);
  }

  override build(inputShape: BatchShapes): void {
    const shape = oneShape(this.where, inputShape);
    if (this.#layers.length === 0)
      throw new StateError(`${this.where}.build`, 'at least one layer', 'none', 'Use add(layer).');
    const isOpen = this.#input === undefined || this.#isOpen;
    const input = this.#input ?? new InputLayer({ batchShape: [null, ...shape.slice(1)] });
    const start = input.output as KerasTensor;
    const end = this.#layers.reduce<KerasTensor>((x, layer) => one(this.where, layer, layer.apply(x)), start);
    this._setGraph(start, end);
    this.#input = input;
    this.#isOpen = isOpen;
  }

  /** @internal Without an input shape of its own it takes all sizes that its layers take, as Keras's does. */
  override _checkInputs(shapes: readonly BatchShape[]): void {
    const isOpen = this.#isOpen && shapes[0]?.length === this.#input?.batchShape.length;
    if (!isOpen) super._checkInputs(shapes);
  }

  /** The layers in order, without the input. */
  override get layers(): AnyLayer[] {
    return [...this.#layers];
  }

  override get sublayers(): AnyLayer[] {
    return this.layers;
  }

  override call(inputs: Tensor | Tensor[], options: CallOptions = {}): Tensor {
    const x = [inputs].flat()[0] as Tensor;
    this._checkInputs([x.shape]);
    // A mask given from outside is that of the input; from there masks travel with the tensors.
    const { mask: _, ...rest } = options;
    return this.#layers.reduce(
      (value, layer, index) => layer.apply(value, index === 0 ? options : rest) as Tensor,
      x,
    );
  }

  override getConfig(): Config {
    const input = this.#input;
    const layers = [...(input === undefined || this.#isOpen ? [] : [input as AnyLayer]), ...this.#layers].map(
      serializeLayer,
    );
    return {
      name: this.name,
      trainable: this.trainable,
      dtype: dtypePolicy(this.dtype),
      layers,
      ...(this.built && input !== undefined ? { build_input_shape: input.batchShape as BatchShape } : {}),
    };
  }

  static override fromConfig(config: Config, options: FromConfigOptions = {}): AnyLayer {
    const where = 'Sequential.fromConfig';
    const { layers, name, trainable, build_input_shape: shape } = innerConfig(config, where);
    const known = { customObjects: { Sequential, Functional: Model, ...options?.customObjects } };
    const model = new Sequential(
      (layers as readonly unknown[]).map((layer) => layerFrom(layer, known, where)),
      typeof name === 'string' ? { name } : {},
    );
    if (!model.built && Array.isArray(shape)) model.build(shape as unknown as BatchShape);
    if (trainable === false) model.trainable = false;
    return model as AnyLayer;
  }
}

function one(where: string, layer: AnyLayer, output: KerasTensor | KerasTensor[]): KerasTensor {
  if (output instanceof KerasTensor) return output;
  throw new ValueError(
    where,
    'layers with one output',
    `'${layer.name}' with ${output.length}`,
    'Use new Model({ inputs, outputs }).',
  );
}
