/** Every optimizer with its options: a line here makes it public and known by its names. */

export * from './adadelta.ts';
export * from './adafactor.ts';
export * from './adagrad.ts';
export * from './adam.ts';
export * from './adamax.ts';
export * from './adamw.ts';
export * from './ftrl.ts';
export * from './lamb.ts';
export * from './lion.ts';
export * from './nadam.ts';
export * from './rmsprop.ts';
export * from './sgd.ts';
