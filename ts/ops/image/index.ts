/** Images. */

export { type Interpolation, type ResizeOptions, resize } from './resize.ts';
