/** The names that models of the full entry are compiled with. */

import type { NameTables } from '../layers/names.ts';
import { getLoss } from '../losses/names.ts';
import { getMetric } from '../metrics/names.ts';
import { getOptimizer } from '../optimizers/names.ts';

/** Those of losses, metrics and optimizers. */
export const trainingNames: Partial<NameTables> = {
  loss: getLoss,
  metric: getMetric,
  optimizer: getOptimizer,
};
