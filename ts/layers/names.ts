/**
 * How string names (`'relu'`, `'adam'`) become objects without every bundle carrying all of them: the full entry
 * gives its classes the tables of names (see `named`); the lean entries take instances and functions only.
 */

import type { Activation, ActivationIdentifier } from '../activations/names.ts';
import type { ConfigValue } from '../config/config.ts';
import { isObject, serialize } from '../config/config.ts';
import { customObject, nameIn } from '../config/objects.ts';
import { reading } from '../config/reading.ts';
import type { Constraint } from '../constraints/constraint.ts';
import type { ConstraintIdentifier } from '../constraints/names.ts';
import { show, UnsupportedError, ValueError } from '../errors.ts';
import type { Initializer } from '../initializers/initializer.ts';
import type { InitializerIdentifier } from '../initializers/names.ts';
import type { Loss } from '../losses/loss.ts';
import type { LossIdentifier } from '../losses/names.ts';
import type { Metric } from '../metrics/metric.ts';
import type { MetricIdentifier } from '../metrics/names.ts';
import type { OptimizerIdentifier } from '../optimizers/names.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { RegularizerIdentifier } from '../regularizers/names.ts';
import type { Regularizer } from '../regularizers/regularizer.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { inLayer } from './call.ts';

/** What each kind of name may be given as. */
interface Identifiers {
  activation: ActivationIdentifier;
  initializer: InitializerIdentifier;
  regularizer: RegularizerIdentifier;
  constraint: ConstraintIdentifier;
  loss: LossIdentifier;
  metric: MetricIdentifier;
  optimizer: OptimizerIdentifier;
}

/** What each kind of name stands for. */
interface Resolved {
  activation: Activation;
  initializer: Initializer;
  regularizer: Regularizer;
  constraint: Constraint;
  loss: Loss;
  metric: Metric;
  optimizer: Optimizer;
}

/** The kinds of things that have names. */
export type Kind = keyof Identifiers;

/** Tables: each resolves the names and configs of its kind. */
export type NameTables = { [K in Kind]: (identifier: Identifiers[K]) => Resolved[K] } & {
  /** Keras's name of an activation. */
  activationName: (activation: Activation) => ConfigValue;
};

const tables: Partial<NameTables> = {};

/**
 * Gives a class the tables of the names that it takes, and returns the class. The full entry exports its classes
 * through this call, so that a bundler keeps a table exactly where it keeps a class that needs it.
 */
export function named<Class>(target: Class, given: Partial<NameTables>): Class {
  Object.assign(tables, given);
  return target;
}

/** What tells an object of each kind, of whatever class: what it is asked to do. */
const methods = {
  initializer: 'call',
  regularizer: 'call',
  constraint: 'call',
  loss: 'apply',
  metric: 'updateState',
  optimizer: 'applyGradients',
} as const;

/** A layer, as far as it serves as an activation. */
interface ActivationLayer {
  readonly name: string;
  readonly weights: readonly unknown[];
  apply(x: Tensor): unknown;
}

/** Layers that serve as activations, by the functions that apply them. */
const asLayers = new WeakMap<Activation, ActivationLayer>();

/** An object as given, or what its name or config stands for. */
export function resolve<K extends Kind>(kind: K, identifier: Identifiers[K], where: string): Resolved[K] {
  return inLayer(where, () => {
    const given = (kind === 'activation' ? layerAsActivation(identifier, where) : undefined) ?? identifier;
    if (isOf(kind, given)) return given as Resolved[K];
    const table = tables[kind] as ((identifier: unknown) => Resolved[K]) | undefined;
    const own = table === undefined ? customObject(given) : table(given);
    if (isOf(kind, own)) return own as Resolved[K];
    const name = nameIn(given);
    const rule = kind === 'activation' ? 'a function as activation' : `an instance as ${kind}`;
    if (name === undefined) throw new ValueError(where, rule, show(given));
    throw new UnsupportedError(
      where,
      rule,
      `the name ${show(name)}`,
      "Import from 'oxigrad', whose classes know names, or pass the object itself.",
    );
  });
}

function isOf(kind: Kind, value: unknown): boolean {
  if (kind === 'activation') return typeof value === 'function';
  // Every function has a `call` and an `apply`.
  if (typeof value !== 'object') return false;
  return typeof (value as Readonly<Record<string, unknown>> | null)?.[methods[kind]] === 'function';
}

/** Keras takes a layer for an activation, and writes it as one. */
function layerAsActivation(given: unknown, where: string): Activation | undefined {
  const { own, known, layerFrom } = reading();
  const name = isObject(given) ? given['class_name'] : undefined;
  const isConfig = typeof name === 'string' && (Object.hasOwn(known, name) || Object.hasOwn(own, name));
  const layer = (isConfig ? layerFrom?.(given, where) : given) as ActivationLayer;
  if (typeof layer !== 'object' || typeof layer?.apply !== 'function') return undefined;
  const activation = (x: Tensor): Tensor => {
    const y = layer.apply(x) as Tensor;
    if (layer.weights.length > 0)
      throw new UnsupportedError(
        where,
        'a layer without weights as activation',
        `'${layer.name}'`,
        'Apply it as a layer of its own.',
      );
    return y;
  };
  asLayers.set(activation, layer);
  return activation;
}

/** Keras's name of an activation, for configs; of a layer its config. */
export function activationName(activation: Activation | undefined): ConfigValue {
  if (activation === undefined) return 'linear';
  const layer = asLayers.get(activation);
  if (layer !== undefined) return serialize(layer, 'keras.layers');
  return tables.activationName?.(activation) ?? activation.name;
}

export type { ActivationIdentifier } from '../activations/names.ts';
export type { ConstraintIdentifier } from '../constraints/names.ts';
export type { InitializerIdentifier } from '../initializers/names.ts';
export type { RegularizerIdentifier } from '../regularizers/names.ts';
