/** Every loss, with its function and options: a line here makes it public and known by its names. */

export * from './binary-crossentropy.ts';
export * from './binary-focal-crossentropy.ts';
export * from './categorical-crossentropy.ts';
export * from './categorical-focal-crossentropy.ts';
export * from './categorical-hinge.ts';
export * from './cosine-similarity.ts';
export * from './dice.ts';
export * from './hinge.ts';
export * from './huber.ts';
export * from './kl-divergence.ts';
export * from './log-cosh.ts';
export * from './mean-absolute-error.ts';
export * from './mean-absolute-percentage-error.ts';
export * from './mean-squared-error.ts';
export * from './mean-squared-logarithmic-error.ts';
export * from './poisson.ts';
export * from './sparse-categorical-crossentropy.ts';
export * from './squared-hinge.ts';
export * from './tversky.ts';
