/** All learning-rate schedules. */

export { CosineDecay, type CosineDecayOptions } from './cosine-decay.ts';
export * from './cosine-decay-restarts.ts';
export * from './exponential-decay.ts';
export * from './inverse-time-decay.ts';
export * from './names.ts';
export * from './piecewise-constant-decay.ts';
export * from './polynomial-decay.ts';
export { LearningRateSchedule, type ScheduleOptions } from './schedule.ts';
