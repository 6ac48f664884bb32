/** Programs as JSON and buffers, and back: what is read is checked, so that no word of it names anything outside. */

import { DataError, show } from '../errors.ts';
import { bytesPerElement, type DType, isDType, type TypedArray } from '../tensor/dtype.ts';
import { sizeOf } from '../tensor/shape.ts';
import { align, FIRST_VARIABLE_SLOT, type Placed, type Program, type ProgramVariable } from './program.ts';

/** A placed tensor in JSON: slot, offset, dtype, shape. */
export type PlacedDescription = readonly [
  slot: number,
  offset: number,
  dtype: DType,
  shape: readonly number[],
];

/** A program in JSON, without its words and the elements of its constants. */
export interface ProgramDescription {
  readonly inputs: readonly PlacedDescription[];
  readonly hosts: readonly PlacedDescription[];
  readonly outputs: readonly PlacedDescription[];
  /** Of each constant the offset. */
  readonly constants: readonly number[];
  readonly constantBytes: number;
  readonly variables: readonly (readonly [name: string, dtype: DType, shape: readonly number[]])[];
  readonly written: readonly number[];
  readonly arenaBytes: number;
}

/** A program's JSON. Its words and constants go beside it, in their order. */
export function describeProgram(program: Program): ProgramDescription {
  const placed = ({ slot, offset, dtype, shape }: Placed): PlacedDescription => [
    slot,
    offset,
    dtype,
    [...shape],
  ];
  return {
    inputs: program.inputs.map(placed),
    hosts: program.hosts.map(placed),
    outputs: program.outputs.map(placed),
    constants: program.constants.map(({ offset }) => offset),
    constantBytes: program.constantBytes,
    variables: program.variables.map(({ name, dtype, shape }) => [name, dtype, [...shape]]),
    written: [...program.written],
    arenaBytes: program.arenaBytes,
  };
}

/** The operands of an instruction by its opcode: see `instructionForms`. */
export type Forms = readonly (string | undefined)[];

/** The slot number of an absent tensor. */
const NO_SLOT = 0xffff_ffff;
/** The most bytes of anything in 32-bit memory. */
const MOST = 2 ** 31;

/**
 * The program that a description and its buffers say. Throws a {@link DataError} where something has not the form of a
 * program, or names a slot, an offset or an instruction that is not there.
 */
export function readProgram(
  given: unknown,
  words: Uint32Array,
  constants: readonly TypedArray[],
  forms: Forms,
  where: string,
): Program {
  const fail = (rule: string, got: unknown): never => {
    throw new DataError(where, rule, show(got), 'The file is corrupt: export or fetch it again.');
  };
  const check = (keeps: boolean, rule: string, got: unknown): void => {
    if (!keeps) fail(rule, got);
  };
  const list = (value: unknown, rule: string): readonly unknown[] =>
    Array.isArray(value) ? value : fail(`a list of ${rule}`, value);
  const whole = (value: unknown, most: number, rule: string): number =>
    Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most
      ? (value as number)
      : fail(`${rule} to be a whole number up to ${most}`, value);
  const spec = (dtype: unknown, shape: unknown): { dtype: DType; shape: number[]; bytes: number } => {
    if (!isDType(dtype)) return fail('a dtype', dtype);
    const sizes = list(shape, 'sizes').map((size) => whole(size, MOST, 'a size'));
    const bytes = sizeOf(sizes) * bytesPerElement(dtype);
    check(bytes < MOST, 'less than 2 GiB for a tensor', sizes);
    return { dtype, shape: sizes, bytes };
  };
  const description = (typeof given === 'object' && given !== null ? given : fail('a program', given)) as {
    readonly [Key in keyof ProgramDescription]: unknown;
  };
  const arenaBytes = whole(description.arenaBytes, MOST, 'arenaBytes');
  const constantBytes = whole(description.constantBytes, MOST, 'constantBytes');
  const variables: ProgramVariable[] = [];
  const room = [arenaBytes, align(constantBytes)];
  for (const variable of list(description.variables, 'variables')) {
    const [name, dtype, shape] = list(variable, 'name, dtype and shape');
    check(typeof name === 'string', 'a name', name);
    const one = spec(dtype, shape);
    variables.push({ name: name as string, dtype: one.dtype, shape: one.shape });
    room.push(one.bytes);
  }
  const place = (value: unknown): Placed => {
    const [slot, offset, dtype, shape] = list(value, 'slot, offset, dtype and shape');
    const one = spec(dtype, shape);
    const at = whole(slot, FIRST_VARIABLE_SLOT - 1, 'the slot of an input or output');
    const start = whole(offset, MOST, 'an offset');
    check(start % 4 === 0 && start + one.bytes <= (room[at] as number), 'a tensor within its slot', value);
    return { slot: at, offset: start, dtype: one.dtype, shape: one.shape };
  };
  const placed = (values: unknown, what: string): Placed[] => list(values, what).map(place);
  const offsets = list(description.constants, 'constants');
  check(offsets.length === constants.length, `${constants.length} constants`, offsets.length);
  const program: Program = {
    words,
    inputs: placed(description.inputs, 'inputs'),
    hosts: placed(description.hosts, 'hosts'),
    outputs: placed(description.outputs, 'outputs'),
    constants: constants.map((array, index) => {
      const offset = whole(offsets[index], MOST, 'an offset');
      check(
        offset % 4 === 0 && offset + array.byteLength <= (room[1] as number),
        'constants within their room',
        offset,
      );
      return { offset, array };
    }),
    constantBytes,
    variables,
    written: list(description.written, 'written variables').map((index) =>
      whole(index, variables.length - 1, 'the number of a variable'),
    ),
    arenaBytes,
  };
  const wrong = findWrong(words, forms, room);
  if (wrong !== undefined) fail('instructions whose operands lie within their slots', wrong);
  return program;
}

/** What is wrong with the words of a program, if anything. */
function findWrong(words: Uint32Array, forms: Forms, room: readonly number[]): string | undefined {
  // No count of anything is larger than all there is, or than what settings are: so a corrupt one cannot count for hours.
  const most = Math.max(
    65_536,
    room.reduce((sum, bytes) => sum + bytes, 0),
  );
  const count = (at: number): boolean => (words[at] as number) <= most;
  const distance = (at: number): boolean => Math.abs((words[at] as number) | 0) <= most;
  const tensor = (at: number): boolean => {
    const [slot, offset] = [words[at], words[at + 1]] as [number, number];
    return slot === NO_SLOT || (slot < room.length && offset <= (room[slot] as number));
  };
  for (let start = 0; start < words.length; ) {
    const header = words[start] as number;
    const end = start + (header >>> 8);
    const operands = forms[header & 0xff];
    if (operands === undefined) return `instruction ${header & 0xff} at word ${start}`;
    if (end <= start || end > words.length) return `an instruction of ${header >>> 8} words at word ${start}`;
    let at = start + 1;
    for (const form of operands) {
      if (at >= end) return `an instruction that ends early at word ${start}`;
      if (form === 'n' && !count(at)) return `a count at word ${at}`;
      if (form === 'w' || form === 'n') at++;
      else if (form === 't') {
        if (at + 2 > end || !tensor(at)) return `a tensor at word ${at}`;
        at += 2;
      } else {
        const length = words[at++] as number;
        if (length > end - at || (form === 's' && length % 2 !== 0)) return `a list at word ${at - 1}`;
        if (form === 's')
          for (let one = at; one < at + length; one += 2) if (!tensor(one)) return `a tensor at word ${one}`;
        const fits = { l: count, d: distance }[form];
        for (let one = at; fits !== undefined && one < at + length; one++)
          if (!fits(one)) return `a count at word ${one}`;
        at += length;
      }
    }
    if (at !== end) return `an instruction of ${end - start} words at word ${start}`;
    start = end;
  }
  return undefined;
}
