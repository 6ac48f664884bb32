// Twenty steps of every optimizer against real Keras (tests/golden/optimizers.py): weights, slots, rates, configs.

import { describe, expect, it } from 'vitest';
import type { Config } from '../../ts/config/config.ts';
import { getOptimizer, type OptimizerName } from '../../ts/optimizers/index.ts';
import { compile } from '../../ts/plan/compile.ts';
import { tensor } from '../../ts/tensor/create.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { Variable } from '../../ts/tensor/variable.ts';
import type { OptimizerCase, OptimizerExtras } from '../golden/cases.ts';
import { expectClose, type GoldenFile, type GoldenTensor, golden, toFloat32 } from '../golden/golden.ts';

const file = golden<OptimizerCase>('optimizers') as GoldenFile<OptimizerCase> & OptimizerExtras;
const { cases } = file;
const names = Object.keys(file.initial);

function read(value: GoldenTensor): Tensor {
  return tensor(toFloat32(value), { shape: value.shape });
}

function start(one: OptimizerCase) {
  const optimizer = getOptimizer({
    class_name: one.optimizer as OptimizerName,
    config: one.config as Config,
  });
  const variables = names.map((name) => new Variable(read(file.initial[name] as GoldenTensor), { name }));
  if (one.exclude_from_weight_decay)
    optimizer.excludeFromWeightDecay({ names: one.exclude_from_weight_decay });
  optimizer.build(variables);
  return { optimizer, variables };
}

describe('optimizers match Keras', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { optimizer, variables } = start(one);
    const slot = (name: string) => optimizer.variables.find((variable) => variable.name === name) as Variable;
    for (const [name, value] of Object.entries(one.initial_slots))
      expectClose(slot(name).data(), value, { name });
    file.gradients.forEach((gradients, index) => {
      expectClose([optimizer.learningRate], [Number(one.learning_rates.data[index])], { name: 'rate' });
      optimizer.applyGradients(
        names.map((name) => read(gradients[name] as GoldenTensor)),
        variables,
      );
      const after = one.after[String(index + 1)];
      if (after === undefined) return;
      variables.forEach((variable) => {
        expectClose(variable.data(), after.weights[variable.name] as GoldenTensor, {
          name: `${variable.name}, step ${index + 1}`,
        });
      });
      for (const [name, value] of Object.entries(after.slots))
        expectClose(slot(name).data(), value, { name: `${name}, step ${index + 1}` });
    });
    if (one.finalized !== undefined) {
      optimizer.finalizeVariableValues(variables);
      for (const variable of variables)
        expectClose(variable.data(), one.finalized[variable.name] as GoldenTensor, { name: 'finalized' });
    }
    expect(optimizer.getConfig()).toEqual({ ...one.config, name: expect.any(String) });
  });

  it.each(cases.map((one) => [one.name, one] as const))('%s: compiled as eager, bit for bit', (_, one) => {
    const [eager, compiled] = [start(one), start(one)];
    const step = compile((...gradients: Tensor[]) =>
      compiled.optimizer.applyGradients(gradients, compiled.variables),
    );
    for (let index = 0; index < 50; index++) {
      const given = file.gradients[index % file.gradients.length] as OptimizerExtras['gradients'][number];
      const gradients = names.map((name) => read(given[name] as GoldenTensor));
      eager.optimizer.applyGradients(gradients, eager.variables);
      step(...gradients);
    }
    const state = ({ optimizer, variables }: typeof eager) =>
      [...variables, ...optimizer.variables].map((variable) => [variable.name, variable.data()]);
    expect(state(compiled)).toEqual(state(eager));
    expect(compiled.optimizer.iterations.data()).toEqual(Int32Array.of(50));
  });
});
