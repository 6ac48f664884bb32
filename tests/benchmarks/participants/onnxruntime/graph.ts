/** Graphs in ONNX's protobuf, written field by field: what a benchmark of single operators needs. */

import type { HostInput } from '../participant.ts';

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
const number = (field: number, value: number): number[] => [...varint(field << 3), ...varint(value)];
const bytes = (field: number, value: ArrayLike<number>): number[] => [
  ...varint((field << 3) | 2),
  ...varint(value.length),
  ...Array.from(value),
];
const text = (field: number, value: string): number[] => bytes(field, new TextEncoder().encode(value));
const float = (field: number, value: number): number[] => [
  ...varint((field << 3) | 5),
  ...new Uint8Array(Float32Array.of(value).buffer),
];

/** An attribute: whole numbers are ints, lists ints, `{ float }` a float, a text a string. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

/** AttributeProto: name, then the field and the number of its type. */
function attribute(name: string, value: Attribute): number[] {
  const head = text(1, name);
  if (typeof value === 'string') return [...head, ...text(4, value), ...number(20, 3)];
  if (typeof value === 'number') return [...head, ...number(3, value), ...number(20, 2)];
  if ('float' in value) return [...head, ...float(2, value.float), ...number(20, 1)];
  return [...head, ...value.flatMap((item) => number(8, item)), ...number(20, 7)];
}

/** NodeProto. */
export function node(
  type: string,
  inputs: readonly string[],
  output: string | readonly string[],
  attributes: Readonly<Record<string, Attribute>> = {},
): number[] {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...[output].flat().flatMap((name) => text(2, name)),
    ...text(4, type),
    ...Object.entries(attributes).flatMap(([name, value]) => bytes(5, attribute(name, value))),
  ];
}

/** ValueInfoProto: a float32 tensor, whose shape may be left to be inferred. */
export function tensorType(name: string, shape?: readonly number[]): number[] {
  const dimensions = shape?.flatMap((size) => bytes(1, number(1, size)));
  const inner = [...number(1, 1), ...(dimensions === undefined ? [] : bytes(2, dimensions))];
  return [...text(1, name), ...bytes(2, bytes(1, inner))];
}

/** ModelProto of one output, operator set 20. */
export function model(
  nodes: readonly number[][],
  inputs: readonly number[][],
  output: number[],
  constants: Readonly<Record<string, HostInput>>,
): Uint8Array {
  // TensorProto: dims, data_type float, name, raw_data.
  const tensors = Object.entries(constants).map(([name, { data, shape }]) => [
    ...shape.flatMap((size) => number(1, size)),
    ...number(2, 1),
    ...text(8, name),
    ...bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ]);
  const graph = [
    nodes.map((body) => bytes(1, body)),
    [text(2, 'benchmark')],
    tensors.map((body) => bytes(5, body)),
    inputs.map((body) => bytes(11, body)),
    [bytes(12, output)],
  ].flat(2);
  return Uint8Array.from([...number(1, 9), ...bytes(7, graph), ...bytes(8, number(2, 20))]);
}
