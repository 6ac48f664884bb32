/**
 * Sums of products by the names of axes (keras.ops.einsum). Operands are contracted from left to right, each
 * pair by one batched matrix product.
 */

import { ShapeError, show, showShape, ValueError } from '../../errors.ts';
import { asTensor, type TensorLike } from '../../tensor/create.ts';
import { sizeOf } from '../../tensor/shape.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { broadcastTo, sum } from '../reduction/sum.ts';
import { diagonal } from '../shape/diagonal.ts';
import { reshape } from '../shape/reshape.ts';
import { transpose } from '../shape/transpose.ts';
import { matmul } from './matmul.ts';

/** A tensor with a name for each axis. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/**
 * The sum of products that the subscripts describe, as in `'bij,bjk->bik'`: a letter names an axis, equal letters
 * walk together, letters without a place in the result are summed over. `...` stands for axes that broadcast;
 * without `->` the result has the letters that occur once, in alphabetical order. Throws a {@link ValueError}
 * for subscripts that do not fit, a {@link ShapeError} for axes of one letter and different sizes.
 */
export function einsum(subscripts: string, ...xs: readonly TensorLike[]): Tensor {
  const tensors = xs.map((x) => asTensor(x, 'einsum'));
  const { inputs, output } = parse(subscripts, tensors);
  const sizes = new Map<string, number>();
  tensors.forEach(({ shape }, index) => {
    inputs[index]?.forEach((label, axis) => {
      const size = shape[axis] as number;
      const known = sizes.get(label) ?? 1;
      if (known !== 1 && size !== 1 && known !== size)
        throw new ShapeError(
          'einsum',
          `one size of '${label}' in '${subscripts}'`,
          tensors.map((t) => showShape(t.shape)).join(' and '),
        );
      sizes.set(label, known === 1 ? size : known);
    });
  });
  const operands = tensors.map((tensor, index) =>
    withoutRepeats(stretch(tensor, inputs[index] as string[], sizes), inputs[index] as string[]),
  );
  let result = operands[0] as Labelled;
  for (let index = 1; index < operands.length; index++) {
    const later = new Set([...output, ...operands.slice(index + 1).flatMap(({ labels }) => labels)]);
    result = contract(result, operands[index] as Labelled, later);
  }
  const summed = sumOut(result, new Set(output));
  return transpose(
    summed.tensor,
    output.map((label) => summed.labels.indexOf(label)),
  );
}

/** The labels of each operand and of the result; the axes of an ellipsis are named '.0', '.1', … from the back. */
function parse(subscripts: string, tensors: readonly Tensor[]): { inputs: string[][]; output: string[] } {
  const fail = (rule: string): never => {
    throw new ValueError(
      'einsum',
      rule,
      `'${subscripts}' with ${tensors.map((t) => `shape ${showShape(t.shape)}`).join(', ')}`,
    );
  };
  if (typeof subscripts !== 'string')
    throw new ValueError('einsum', "subscripts such as 'ij,jk->ik'", show(subscripts));
  const [left = '', right, ...more] = subscripts.replaceAll(' ', '').split('->');
  const terms = left.split(',');
  if (more.length > 0 || terms.length !== tensors.length || tensors.length === 0)
    fail('a term for each operand');
  let widest = 0;
  const inputs = terms.map((term, index) => {
    const { rank } = tensors[index] as Tensor;
    const [before = '', after, ...others] = term.split('...');
    const named = [...before, ...(after ?? '')];
    const free = rank - named.length;
    if (others.length > 0 || named.some((label) => !/[A-Za-z]/.test(label)))
      fail('letters, and at most one ellipsis a term');
    if (free < 0 || (after === undefined && free > 0)) fail('a letter for each axis');
    widest = Math.max(widest, free);
    return [...before, ...ellipsis(free), ...(after ?? '')];
  });
  if (right === undefined) {
    const all = inputs.flat();
    const once = [...new Set(all)].filter(
      (label) => label.length === 1 && all.filter((other) => other === label).length === 1,
    );
    return { inputs, output: [...ellipsis(widest), ...once.sort()] };
  }
  const [before = '', after] = right.split('...');
  const output = after === undefined ? [...before] : [...before, ...ellipsis(widest), ...after];
  if (new Set(output).size !== output.length || output.some((label) => !inputs.flat().includes(label)))
    fail('letters of the operands, each once, in the result');
  return { inputs, output };
}

function ellipsis(count: number): string[] {
  return Array.from({ length: count }, (_, axis) => `.${count - 1 - axis}`);
}

/** Axes of size 1 broadcast to the size of their label. */
function stretch(tensor: Tensor, labels: readonly string[], sizes: ReadonlyMap<string, number>): Tensor {
  return broadcastTo(
    tensor,
    labels.map((label) => sizes.get(label) as number),
  );
}

/** Takes the diagonal where an operand names an axis twice. */
function withoutRepeats(tensor: Tensor, labels: readonly string[]): Labelled {
  const repeated = labels.find((label, axis) => labels.indexOf(label) !== axis);
  if (repeated === undefined) return { tensor, labels };
  const [axis1, axis2] = [labels.indexOf(repeated), labels.lastIndexOf(repeated)];
  const rest = labels.filter((_, axis) => axis !== axis1 && axis !== axis2);
  return withoutRepeats(diagonal(tensor, { axis1, axis2 }), [...rest, repeated]);
}

/** Sums over the labels that are not kept. */
function sumOut({ tensor, labels }: Labelled, kept: ReadonlySet<string>): Labelled {
  const axes = labels.flatMap((label, axis) => (kept.has(label) ? [] : [axis]));
  if (axes.length === 0) return { tensor, labels };
  return { tensor: sum(tensor, { axis: axes }), labels: labels.filter((label) => kept.has(label)) };
}

/** Contracts two operands; labels of both that are needed later are a batch, the others of both are summed. */
function contract(a: Labelled, b: Labelled, later: ReadonlySet<string>): Labelled {
  const x = sumOut(a, new Set([...later, ...b.labels]));
  const y = sumOut(b, new Set([...later, ...a.labels]));
  const both = x.labels.filter((label) => y.labels.includes(label));
  const batch = both.filter((label) => later.has(label));
  const inner = both.filter((label) => !later.has(label));
  const rows = x.labels.filter((label) => !both.includes(label));
  const columns = y.labels.filter((label) => !both.includes(label));
  const p = arrange(x, [batch, rows, inner]);
  const q = arrange(y, [batch, inner, columns]);
  const labels = [...batch, ...rows, ...columns];
  const shape = labels.map((label) => sizeOfLabel(x, label) ?? sizeOfLabel(y, label) ?? 1);
  return { tensor: reshape(matmul(p, q), shape), labels };
}

function sizeOfLabel({ tensor, labels }: Labelled, label: string): number | undefined {
  const axis = labels.indexOf(label);
  return axis < 0 ? undefined : tensor.shape[axis];
}

/** Transposes to the order of the groups, each merged into one axis. An empty batch is no axis at all. */
function arrange({ tensor, labels }: Labelled, groups: readonly (readonly string[])[]): Tensor {
  const ordered = transpose(
    tensor,
    groups.flat().map((label) => labels.indexOf(label)),
  );
  const sizes = groups.map((group) =>
    sizeOf(group.map((label) => tensor.shape[labels.indexOf(label)] as number)),
  );
  return reshape(ordered, groups[0]?.length === 0 ? sizes.slice(1) : sizes);
}
