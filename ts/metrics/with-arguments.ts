/** Every metric that needs an argument: a line here makes it public, and known in configs by its class. */

export { IoU, type IoUOptions, type OneHotIoUOptions } from './iou.ts';
export { MeanIoU } from './mean-iou.ts';
export * from './one-hot-iou.ts';
export * from './one-hot-mean-iou.ts';
export * from './precision-at-recall.ts';
export * from './recall-at-precision.ts';
export * from './sensitivity-at-specificity.ts';
export * from './specificity-at-sensitivity.ts';
