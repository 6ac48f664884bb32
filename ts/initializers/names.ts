/** Initializers by name: a static table, so that bundlers drop it where nobody uses names. */

import type { Config } from '../config/config.ts';
import { objectOf } from '../config/objects.ts';
import { Constant } from './constant.ts';
import { GlorotNormal } from './glorot-normal.ts';
import { GlorotUniform } from './glorot-uniform.ts';
import { HeNormal } from './he-normal.ts';
import { HeUniform } from './he-uniform.ts';
import { Identity } from './identity.ts';
import { Initializer } from './initializer.ts';
import { LecunNormal } from './lecun-normal.ts';
import { LecunUniform } from './lecun-uniform.ts';
import { Ones } from './ones.ts';
import { Orthogonal } from './orthogonal.ts';
import { RandomNormal } from './random-normal.ts';
import { RandomUniform } from './random-uniform.ts';
import { TruncatedNormal } from './truncated-normal.ts';
import { VarianceScaling } from './variance-scaling.ts';
import { Zeros } from './zeros.ts';

/** The names of initializers. */
export type InitializerName =
  | 'constant'
  | 'Constant'
  | 'glorotNormal'
  | 'glorot_normal'
  | 'GlorotNormal'
  | 'glorotUniform'
  | 'glorot_uniform'
  | 'GlorotUniform'
  | 'heNormal'
  | 'he_normal'
  | 'HeNormal'
  | 'heUniform'
  | 'he_uniform'
  | 'HeUniform'
  | 'identity'
  | 'Identity'
  | 'lecunNormal'
  | 'lecun_normal'
  | 'LecunNormal'
  | 'lecunUniform'
  | 'lecun_uniform'
  | 'LecunUniform'
  | 'ones'
  | 'Ones'
  | 'orthogonal'
  | 'Orthogonal'
  | 'randomNormal'
  | 'random_normal'
  | 'RandomNormal'
  | 'randomUniform'
  | 'random_uniform'
  | 'RandomUniform'
  | 'truncatedNormal'
  | 'truncated_normal'
  | 'TruncatedNormal'
  | 'varianceScaling'
  | 'variance_scaling'
  | 'VarianceScaling'
  | 'zeros'
  | 'Zeros'
  | 'normal'
  | 'uniform'
  | 'one'
  | 'zero'
  | 'OrthogonalInitializer'
  | 'IdentityInitializer';

/** A class of initializers. */
export interface InitializerClass {
  new (): Initializer;
  fromConfig(config: Config): Initializer;
}

/** Every initializer by its names: camelCase, Keras's snake_case, the class. */
export const initializersByName: { readonly [Name in InitializerName]: InitializerClass } = {
  constant: Constant,
  Constant,
  glorotNormal: GlorotNormal,
  glorot_normal: GlorotNormal,
  GlorotNormal,
  glorotUniform: GlorotUniform,
  glorot_uniform: GlorotUniform,
  GlorotUniform,
  heNormal: HeNormal,
  he_normal: HeNormal,
  HeNormal,
  heUniform: HeUniform,
  he_uniform: HeUniform,
  HeUniform,
  identity: Identity,
  Identity,
  lecunNormal: LecunNormal,
  lecun_normal: LecunNormal,
  LecunNormal,
  lecunUniform: LecunUniform,
  lecun_uniform: LecunUniform,
  LecunUniform,
  ones: Ones,
  Ones,
  orthogonal: Orthogonal,
  Orthogonal,
  randomNormal: RandomNormal,
  random_normal: RandomNormal,
  RandomNormal,
  randomUniform: RandomUniform,
  random_uniform: RandomUniform,
  RandomUniform,
  truncatedNormal: TruncatedNormal,
  truncated_normal: TruncatedNormal,
  TruncatedNormal,
  varianceScaling: VarianceScaling,
  variance_scaling: VarianceScaling,
  VarianceScaling,
  zeros: Zeros,
  Zeros,
  normal: RandomNormal,
  uniform: RandomUniform,
  one: Ones,
  zero: Zeros,
  OrthogonalInitializer: Orthogonal,
  IdentityInitializer: Identity,
};

/** The initializer as Keras serialises it. */
export interface SerializedInitializer {
  readonly class_name: InitializerName;
  readonly config: Config;
}

/** What names the initializer. */
export type InitializerIdentifier = InitializerName | Initializer | SerializedInitializer;

/** The initializer of a name, an instance or a serialised one. Unknown names throw a `ValueError`. */
export function getInitializer(identifier: InitializerIdentifier): Initializer {
  return objectOf({ kind: 'initializer', base: Initializer, table: initializersByName }, identifier);
}
