/** All learning-rate schedules. */

export * from './all.ts';
export { getSchedule, type ScheduleName, type ScheduleTable, type SerializedSchedule } from './names.ts';
export { LearningRateSchedule, type ScheduleOptions } from './schedule.ts';
