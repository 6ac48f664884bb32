/** Comparisons and logic. */

export { equal } from './equal.ts';
export { greater } from './greater.ts';
export { greaterEqual } from './greater-equal.ts';
export { type IsCloseOptions, isClose } from './is-close.ts';
export { less } from './less.ts';
export { lessEqual } from './less-equal.ts';
export { logicalAnd } from './logical-and.ts';
export { logicalNot } from './logical-not.ts';
export { logicalOr } from './logical-or.ts';
export { logicalXor } from './logical-xor.ts';
export { notEqual } from './not-equal.ts';
