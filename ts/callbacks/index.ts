/** All callbacks. */

export {
  Callback,
  type CallbackLogs,
  type CallbackModel,
  type CallbackParameters,
  type MaybePromise,
} from './callback.ts';
export { EarlyStopping, type EarlyStoppingOptions } from './early-stopping.ts';
export { History } from './history.ts';
export { LambdaCallback, type LambdaCallbackOptions } from './lambda-callback.ts';
export {
  LearningRateScheduler,
  type LearningRateSchedulerOptions,
  type ScheduleFunction,
} from './learning-rate-scheduler.ts';
export { ModelCheckpoint, type ModelCheckpointOptions } from './model-checkpoint.ts';
export type { MonitorMode, MonitorOptions } from './monitor-callback.ts';
export { ProgressLogger } from './progress.ts';
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from './reduce-lr-on-plateau.ts';
export { TerminateOnNaN } from './terminate-on-nan.ts';
