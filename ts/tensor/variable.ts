/** A variable: a tensor that can be assigned, such as a weight or an optimizer's slot. */

import { checkKeys } from '../closest.ts';
import {
  checkList,
  checkText,
  DTypeError,
  ShapeError,
  StateError,
  show,
  showShape,
  ValueError,
} from '../errors.ts';
import { engine } from '../wasm/engine.ts';
import { active, withoutRecording } from './active.ts';
import type { DType, TypedArray } from './dtype.ts';
import { disposed, disposeWhenForgotten } from './forgotten.ts';
import { printAsText } from './print.ts';
import { currentScope, scope } from './scope.ts';
import { Setting } from './setting.ts';
import { checkShape, type Shape, type Spec, sameShape, sizeOf } from './shape.ts';
import { Storage } from './storage.ts';
import { Tensor } from './tensor.ts';

/** Options of a {@link Variable}. */
export interface VariableOptions {
  /** Shown in summaries and errors. Default `'variable'`. */
  readonly name?: string;
  /** Whether optimizers may change it. Default `true`. */
  readonly trainable?: boolean;
  /** Applied by optimizers after every step, such as `MaxNorm`. Default none. */
  readonly constraint?: VariableConstraint;
}

/** What keeps a variable's values within bounds. */
export interface VariableConstraint {
  /** The nearest value that is allowed. */
  call(value: Tensor): Tensor;
}

let created = 0;

/** A tensor that can be assigned. Its elements live in WebAssembly memory until `dispose()`. */
export class Variable {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly name: string;
  /** Applied by optimizers after every step. */
  readonly constraint: VariableConstraint | undefined;
  /** A number of its own, in order of creation. */
  readonly id: number = created++;
  readonly #trainable: Setting<boolean>;
  readonly #storage: Storage;
  /** What computes the first value, while there is none. */
  #initial: (() => Tensor) | undefined;

  /**
   * @param initial The first value, or a function that computes it: run eagerly, also inside `compile`.
   * @param later What `initial` will give, where it may wait: for the first read, or for ever if that is assigned.
   */
  constructor(initial: Tensor | (() => Tensor), options: VariableOptions = {}, later?: Spec) {
    this.name = checkText(
      'Variable, name',
      checkKeys('Variable', options, 'name trainable constraint').name ?? 'variable',
    );
    this.constraint = options.constraint;
    this.#trainable = new Setting(options.trainable ?? true);
    const compute = typeof initial === 'function' ? initial : () => initial;
    if (later !== undefined) {
      checkShape('Variable', later?.shape);
      this.#initial = compute;
    }
    const { shape, dtype, storage } =
      later === undefined
        ? this.#first(compute)
        : { ...later, storage: new Storage(later.dtype, sizeOf(later.shape)) };
    this.shape = shape;
    this.dtype = dtype;
    this.#storage = storage;
  }

  /** The first value, in memory of its own. */
  #first(compute: () => Tensor): Spec & { readonly storage: Storage } {
    return withoutRecording(() =>
      scope(() => {
        const value = compute();
        checkTensor(value, this.name);
        // Before memory is taken that nobody would give back.
        value.storage(`Variable ${this.name}`).check(`Variable ${this.name}`);
        const storage = new Storage(value.dtype, value.size);
        this.#reserve(storage);
        copyInto(storage, value);
        return { shape: value.shape, dtype: value.dtype, storage };
      }),
    );
  }

  #reserve(storage: Storage): void {
    storage.reserve(`Variable ${this.name}`, undefined);
    disposeWhenForgotten(this, storage, storage.bytes);
  }

  /** Whether optimizers may change it. Compiled functions that asked trace once more for the other value. */
  get trainable(): boolean {
    return this.#trainable.value;
  }

  set trainable(value: boolean) {
    this.#trainable.value = value;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** The value now; a later assignment does not change the tensor returned. */
  get value(): Tensor {
    if (active.tracer === undefined && currentScope() === undefined)
      return new Tensor(this.shape, this.dtype, this.storage('Variable.value').detached('Variable.value'));
    return this.read();
  }

  /** A copy of the elements now. */
  data(): TypedArray {
    return this.storage('Variable.data').copy(`Variable ${this.name}`);
  }

  /** Gives it a new value of the same shape and dtype. */
  assign(value: Tensor): void {
    this.#check(value);
    if (active.tracer !== undefined) {
      active.tracer.assign(this, value);
      return;
    }
    if (this.#initial === undefined) this.detachReaders();
    else {
      value.storage('Variable.assign').check('Variable.assign');
      this.#reserve(this.#storage);
      this.#initial = undefined;
    }
    copyInto(this.storage('Variable.assign'), value);
  }

  /** @internal Before a write: whoever may still read the old version keeps it. */
  detachReaders(): void {
    this.storage('Variable.assign').detachReaders(this.name);
  }

  /** Frees its memory. Later uses, also by compiled functions, throw a {@link StateError}. */
  dispose(): void {
    disposed(this);
    this.#storage.dispose();
  }

  /** `using variable = …` frees the memory at the end of the block. */
  [Symbol.dispose](): void {
    this.dispose();
  }

  /** Whether it was disposed of. */
  get disposed(): boolean {
    return this.#storage.released;
  }

  /** @internal The value as an operation's input: no copy where the operation runs at once. */
  read(): Tensor {
    const tensor = active.tracer?.read(this) ?? this.#alias();
    for (const tape of active.tapes) tape.read(this, tensor);
    return tensor;
  }

  #alias(): Tensor {
    return new Tensor(this.shape, this.dtype, this.storage('Variable.read').shared(currentScope()));
  }

  /** @internal The memory of the current version. */
  storage(where: string): Storage {
    if (this.#storage.released)
      throw new StateError(where, 'a variable that is alive', `variable '${this.name}', disposed of`);
    if (this.#initial !== undefined) this.#compute(this.#initial);
    return this.#storage;
  }

  /** Computes the first value that was put off. */
  #compute(initial: () => Tensor): void {
    withoutRecording(() => scope(() => this.assign(initial())));
  }

  #check(value: Tensor): void {
    checkTensor(value, this.name);
    if (!sameShape(value.shape, this.shape))
      throw new ShapeError(
        `Variable.assign of '${this.name}'`,
        `shape ${showShape(this.shape)}`,
        `shape ${showShape(value.shape)}`,
      );
    if (value.dtype !== this.dtype)
      throw new DTypeError(
        `Variable.assign of '${this.name}'`,
        `dtype ${this.dtype}`,
        `dtype ${value.dtype}`,
        'Use cast(x, dtype).',
      );
  }

  /** `Variable(name, shape, dtype)`. */
  toString(): string {
    return `Variable('${this.name}', shape ${showShape(this.shape)}, ${this.dtype})`;
  }

  static {
    printAsText(Variable);
  }
}

/** `variables` if they are a list of such, or a {@link ValueError}. */
export function checkVariables(where: string, variables: readonly Variable[]): readonly Variable[] {
  for (const one of checkList(where, 'variables', variables))
    if (!(one instanceof Variable)) throw new ValueError(where, 'variables', show(one));
  return variables;
}

/** The types say so, JavaScript does not. */
function checkTensor(value: Tensor, name: string): void {
  if (!(value instanceof Tensor)) throw new DTypeError(`Variable '${name}'`, 'a tensor', show(value));
}

function copyInto(target: Storage, value: Tensor): void {
  const source = value.storage('Variable.assign');
  source.check('Variable.assign');
  if (source.address !== 0) engine().move(target.address, source.address, target.bytes);
  else if (source.array !== undefined) engine().write(target.address, source.array);
}
