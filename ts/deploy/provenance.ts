/**
 * Which elements of which weights make one unit: what would have to go together, so that a smaller model computes what the
 * larger one did with that unit at zero. Found on the operations of a traced graph, whatever layers they come from (Fang et
 * al., "DepGraph: towards any structural pruning", 2023).
 *
 * Every axis of a value carries the number of the unit at each of its positions, or nothing where it is an axis of places
 * (rows, pixels, steps). An operation says which positions must be the same unit; what it mixes is fixed, with the reason.
 */

import type { Value } from '../plan/graph.ts';
import type { Variable } from '../tensor/variable.ts';

/** The units along an axis, by position; `undefined` for an axis of places. */
export type AxisUnits = readonly number[] | undefined;

/** A weight's part of a unit: one position along one axis. */
export interface Member {
  readonly variable: Variable;
  readonly axis: number;
  readonly position: number;
}

/** Units, as they are found node by node: see `findUnits`. */
export class Provenance {
  /** The axis along which a weight reads what it is given. */
  readonly consumed: Map<Variable, number> = new Map();
  /** Of each unit one that it is the same as, itself if it stands for all. */
  readonly #parents: number[] = [];
  /** Why a unit has to stay, by the one that stands for it. */
  readonly #fixed = new Map<number, string>();
  readonly #values = new Map<Value, AxisUnits[]>();
  readonly #variables = new Map<Variable, AxisUnits[]>();

  /** The units along an axis of a value, counted from the end if negative, as far as they are known. */
  known(value: Value, axis: number): AxisUnits {
    return this.#axesOf(value)[axis < 0 ? axis + value.shape.length : axis];
  }

  /** The units along an axis of a value; those of an axis of places have to stay. */
  unitsOf(value: Value, axis: number): readonly number[] {
    const axes = this.#axesOf(value);
    const place = axis < 0 ? axis + value.shape.length : axis;
    let units = axes[place];
    if (units === undefined) {
      units = Array.from({ length: value.shape[place] as number }, () => this.#unit());
      axes[place] = units;
      if (value.origin.kind !== 'variable') this.#fix(units, 'its units meet places, inputs or constants');
    }
    return units;
  }

  /** Says what is along the axes of a node's output. */
  set(value: Value | undefined, axes: readonly AxisUnits[]): void {
    if (value !== undefined) this.#values.set(value, [...axes]);
  }

  /** Makes units one, position by position. */
  tie(left: readonly number[], right: readonly number[]): void {
    left.forEach((unit, position) => {
      const [a, b] = [this.find(unit), this.find(right[position] as number)];
      if (a === b) return;
      this.#parents[b] = a;
      const reason = this.#fixed.get(a) ?? this.#fixed.get(b);
      if (reason !== undefined) this.#fixed.set(a, reason);
    });
  }

  /** A value is read by a weight: its last axis by one of the weight's. */
  read(value: Value, axis: number, weight: Value): void {
    const { origin, shape } = weight;
    const place = axis < 0 ? axis + shape.length : axis;
    if (origin.kind === 'variable') this.consumed.set(origin.variable, place);
    this.tieAxes(value, -1, weight, place);
  }

  /** Makes the units along axes of two values one. */
  tieAxes(left: Value, leftAxis: number, right: Value, rightAxis: number): void {
    this.tie(this.unitsOf(left, leftAxis), this.unitsOf(right, rightAxis));
  }

  /** Keeps the units of a value: all, or those along some axes. */
  fix(value: Value, reason: string, axes: readonly number[] = value.shape.map((_, axis) => axis)): void {
    for (const axis of axes) {
      const isWeight = value.origin.kind === 'variable';
      const units = isWeight ? this.unitsOf(value, axis) : this.known(value, axis);
      if (units !== undefined) this.#fix(units, reason);
    }
  }

  /** Keeps the units of an output of the model: that is said first, whatever else keeps them. */
  fixOutput(value: Value): void {
    for (const units of this.#axesOf(value))
      for (const unit of units ?? []) this.#fixed.set(this.find(unit), 'its units are the outputs');
  }

  /** Keeps all units that a weight has a part in. */
  fixVariable(variable: Variable, reason: string): void {
    for (const units of this.#variables.get(variable) ?? [])
      if (units !== undefined) this.#fix(units, reason);
  }

  /** The one that stands for a unit. */
  find(unit: number): number {
    let root = unit;
    while (this.#parents[root] !== root) root = this.#parents[root] as number;
    for (let at = unit; at !== root; ) {
      const next = this.#parents[at] as number;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  /** Why a unit has to stay, if it has to. */
  reasonOf(unit: number): string | undefined {
    return this.#fixed.get(this.find(unit));
  }

  /** The units along an axis of a weight, those that are one by one number; `undefined` where nothing asked for them. */
  unitsOfVariable(variable: Variable, axis: number): readonly number[] | undefined {
    const axes = this.#variables.get(variable);
    return axes?.[axis < 0 ? axis + axes.length : axis]?.map((unit) => this.find(unit));
  }

  /** All parts of units, by the one that stands for each. */
  members(): Map<number, Member[]> {
    const members = new Map<number, Member[]>();
    for (const [variable, axes] of this.#variables)
      axes.forEach((units, axis) => {
        units?.forEach((unit, position) => {
          const root = this.find(unit);
          let list = members.get(root);
          if (list === undefined) {
            list = [];
            members.set(root, list);
          }
          list.push({ variable, axis, position });
        });
      });
    return members;
  }

  #unit(): number {
    this.#parents.push(this.#parents.length);
    return this.#parents.length - 1;
  }

  #fix(units: readonly number[], reason: string): void {
    for (const unit of units) {
      const root = this.find(unit);
      if (!this.#fixed.has(root)) this.#fixed.set(root, reason);
    }
  }

  #axesOf(value: Value): AxisUnits[] {
    const { origin } = value;
    const of = origin.kind === 'variable' ? origin.variable : undefined;
    let axes = of === undefined ? this.#values.get(value) : this.#variables.get(of);
    if (axes === undefined) {
      axes = value.shape.map(() => undefined);
      if (of === undefined) this.#values.set(value, axes);
      else this.#variables.set(of, axes);
    }
    return axes;
  }
}
