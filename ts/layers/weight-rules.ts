/** How each weight of a layer starts, is punished and kept in bounds: options, objects and config, named once a weight. */

import { type Config, serialize, snakeCase } from '../config/config.ts';
import type { Constraint } from '../constraints/constraint.ts';
import type { Initializer } from '../initializers/initializer.ts';
import type { Regularizer } from '../regularizers/regularizer.ts';
import {
  type ConstraintIdentifier,
  type InitializerIdentifier,
  type RegularizerIdentifier,
  resolve,
} from './names.ts';

/** The options of the weights `Name`: of `'kernel'` kernelInitializer, kernelRegularizer and kernelConstraint. */
export type WeightRulesOptions<Name extends string> = {
  readonly [Key in `${Name}Initializer`]?: InitializerIdentifier;
} & {
  readonly [Key in `${Name}Regularizer`]?: RegularizerIdentifier;
} & {
  readonly [Key in `${Name}Constraint`]?: ConstraintIdentifier;
};

/** The rules of one weight, as `addWeight` takes them: what holds for weights of every layer is added here. */
export interface WeightRules {
  readonly initializer: Initializer;
  readonly regularizer: Regularizer | undefined;
  readonly constraint: Constraint | undefined;
}

/** The rules of the weights of a layer. */
export type RulesOf<Name extends string> = { readonly [Key in Name]: WeightRules };

/**
 * The rules of the weights that `standard` names, with the initializers that it gives them where the options of the
 * layer have none. Throws for what is no initializer, regularizer or constraint, nor the name or config of one.
 */
export function weightRules<Name extends string>(
  where: string,
  options: WeightRulesOptions<NoInfer<Name>>,
  standard: { readonly [Key in Name]: Initializer },
): RulesOf<Name> {
  const given = options as Readonly<Record<string, never>>;
  const rules = Object.entries<Initializer>(standard).map(([name, initializer]): [string, WeightRules] => {
    const regularizer = given[`${name}Regularizer`];
    const constraint = given[`${name}Constraint`];
    return [
      name,
      {
        initializer: resolve('initializer', given[`${name}Initializer`] ?? initializer, where),
        regularizer: regularizer && resolve('regularizer', regularizer, where),
        constraint: constraint && resolve('constraint', constraint, where),
      },
    ];
  });
  return Object.fromEntries(rules) as RulesOf<Name>;
}

/** The rules in a config: `kernel_initializer`, … */
export function rulesConfig(rules: RulesOf<string>): Config {
  return Object.fromEntries(
    Object.entries(rules).flatMap(([name, one]) =>
      Object.entries(one).map(([kind, object]) => [
        `${snakeCase(name)}_${kind}`,
        serialize(object, `keras.${kind}s`),
      ]),
    ),
  );
}

/** The options that give a layer the rules of another, each initializer as `copied` has it. */
export function rulesOptions<Name extends string>(
  rules: RulesOf<Name>,
  copied: (initializer: Initializer) => Initializer,
): WeightRulesOptions<Name> {
  const options = Object.entries<WeightRules>(rules).flatMap(([name, one]) => [
    [`${name}Initializer`, copied(one.initializer)],
    [`${name}Regularizer`, one.regularizer],
    [`${name}Constraint`, one.constraint],
  ]);
  return Object.fromEntries(options) as WeightRulesOptions<Name>;
}
