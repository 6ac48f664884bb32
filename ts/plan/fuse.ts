/**
 * Fusion around products: a transpose that feeds one is absorbed by its packing; a bias and an activation that
 * follow run in its registers. Each keeps the rounding of the separate operations.
 */

import { add } from '../ops/arithmetic/add.ts';
import { fusedActivations } from '../ops/linear/epilogue.ts';
import { type MatmulAttributes, matmulOperation } from '../ops/linear/matmul.ts';
import { type TransposeAttributes, transposeOperation } from '../ops/shape/transpose.ts';
import { countUses, type Graph, type GraphBuilder, type Node, type Value } from './graph.ts';
import { substitute } from './optimise.ts';
import { sameShape } from '../tensor/shape.ts';

export { add };
