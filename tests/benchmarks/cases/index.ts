/** The groups of cases: a new group is a file beside this one and a line here. */

import type { CaseMaker } from './case.ts';
import { convolutionCases } from './convolution.ts';
import { engine } from './engine.ts';
import { gemmCases } from './gemm.ts';
import { layers } from './layers.ts';
import { mlp } from './mlp.ts';
import { models } from './models.ts';
import { threads } from './threads.ts';

/** By the word of `--only`, in the order of the report. */
export const groups: Readonly<Record<string, readonly CaseMaker[]>> = {
  gemm: gemmCases,
  convolution: convolutionCases,
  layers,
  mlp,
  models,
  threads,
  engine,
};

/** The order of all cases, for reports that are put together of several runs. */
export const order: readonly string[] = Object.values(groups).flatMap((cases) => cases.map(({ id }) => id));

/** The cases of `words`: groups, or the start of ids; all for none. Throws where a word fits nothing. */
export function chooseCases(words: readonly string[]): CaseMaker[] {
  for (const word of words)
    if (!order.some((id) => id.startsWith(word)) && !(word in groups))
      throw new Error(
        `bench --only: expected one of ${Object.keys(groups).join(', ')} or the start of a case such as gemm-512, got '${word}'.`,
      );
  return Object.entries(groups).flatMap(([group, cases]) =>
    cases.filter(
      ({ id }) => words.length === 0 || words.some((word) => word === group || id.startsWith(word)),
    ),
  );
}
