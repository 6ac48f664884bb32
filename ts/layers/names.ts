/**
 * How string names (`'relu'`, `'adam'`) become objects without every bundle carrying all of them: the full entry
 * gives its classes the tables of names (see `named`); the lean entries take instances and functions only.
 */

import type { Activation, ActivationIdentifier } from '../activations/names.ts';
import type { Constraint } from '../constraints/constraint.ts';
import type { ConstraintIdentifier } from '../constraints/names.ts';
import { show, UnsupportedError } from '../errors.ts';
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
  activationName: (activation: Activation) => string;
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

/** An object as given, or what its name or config stands for. */
export function resolve<K extends Kind>(kind: K, identifier: Identifiers[K], where: string): Resolved[K] {
  if (!isName(identifier)) return identifier as Resolved[K];
  const table = (tables as Partial<Record<Kind, unknown>>)[kind] as
    | ((identifier: Identifiers[K]) => Resolved[K])
    | undefined;
  if (table === undefined)
    throw new UnsupportedError(
      where,
      kind === 'activation' ? 'a function as activation' : `an instance as ${kind}`,
      `the name ${show((identifier as { class_name?: string }).class_name ?? identifier)}`,
      "Import from 'oxigrad', whose classes know names, or pass the object itself.",
    );
  return inLayer(where, () => table(identifier));
}

function isName(value: unknown): boolean {
  return typeof value === 'string' || (typeof value === 'object' && value !== null && 'class_name' in value);
}

/** Keras's name of an activation, for configs. */
export function activationName(activation: Activation | undefined): string {
  if (activation === undefined) return 'linear';
  return tables.activationName?.(activation) ?? activation.name;
}

export type { ActivationIdentifier } from '../activations/names.ts';
export type { ConstraintIdentifier } from '../constraints/names.ts';
export type { InitializerIdentifier } from '../initializers/names.ts';
export type { RegularizerIdentifier } from '../regularizers/names.ts';
