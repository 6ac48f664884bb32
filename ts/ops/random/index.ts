/** Random numbers. */

export { bernoulli } from './bernoulli.ts';
export { categorical } from './categorical.ts';
export { type DropoutOptions, dropout } from './dropout.ts';
export { type NormalOptions, normal } from './normal.ts';
export { randint } from './randint.ts';
export { drawSeed, type Seed, SeedGenerator, setRandomSeed } from './seed.ts';
export { permutation, shuffle } from './shuffle.ts';
export { type TruncatedNormalOptions, truncatedNormal } from './truncated-normal.ts';
export { type UniformOptions, uniform } from './uniform.ts';
