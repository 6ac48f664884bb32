// Schedules against real Keras (tests/golden/schedules.py), eager and compiled, and their configs.

import { describe, expect, it } from 'vitest';
import type { Config } from '../../ts/config/config.ts';
import { compile } from '../../ts/plan/compile.ts';
import { getSchedule, type ScheduleName } from '../../ts/schedules/index.ts';
import { tensor } from '../../ts/tensor/create.ts';
import type { ScheduleCase } from '../golden/cases.ts';
import { expectClose, golden } from '../golden/golden.ts';

describe('schedules match Keras', () => {
  it.each(golden<ScheduleCase>('schedules').cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const schedule = getSchedule({ class_name: one.schedule as ScheduleName, config: one.config as Config });
    const steps = tensor(Int32Array.from(one.steps));
    const rates = schedule.call(steps);
    // Near the end of a cosine 1 + cos cancels: one rounding of it, 6e-8 of the largest rate, is what is left.
    const absolute = 6e-8 * Math.max(...one.learning_rates.data.map(Number));
    expectClose(rates.data(), one.learning_rates, { compare: 'value', absolute });
    expect(compile((x: typeof steps) => schedule.call(x))(steps).data()).toEqual(rates.data());
    expect(schedule.getConfig()).toEqual(one.config);
  });
});
