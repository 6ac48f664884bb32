// Fifty steps of the MLP against real Keras (tests/golden/mlp-run.py): losses, accuracies, weights and predictions,
// from operations, losses, metrics and optimizers alone. The compiled step gives the bits of the eager one.

import { describe, expect, it } from 'vitest';
import { relu, softmax } from '../../ts/activations/index.ts';
import { valueAndGradients } from '../../ts/autodiff/gradients.ts';
import type { Config } from '../../ts/config/config.ts';
import { getLoss, type LossName } from '../../ts/losses/index.ts';
import { getMetric } from '../../ts/metrics/index.ts';
import { add } from '../../ts/ops/arithmetic/add.ts';
import { matmul } from '../../ts/ops/linear/matmul.ts';
import { getOptimizer, type OptimizerName } from '../../ts/optimizers/index.ts';
import { compile } from '../../ts/plan/compile.ts';
import { getRegularizer, type RegularizerName } from '../../ts/regularizers/index.ts';
import { tensor } from '../../ts/tensor/create.ts';
import { scope } from '../../ts/tensor/scope.ts';
import type { Tensor } from '../../ts/tensor/tensor.ts';
import { Variable } from '../../ts/tensor/variable.ts';
import type { MlpStepsCase } from '../golden/cases.ts';
import { expectClose, golden, mlpData, mlpWeights } from '../golden/golden.ts';

const cases = golden<MlpStepsCase>('mlp-run').cases.filter(({ kind }) => kind === 'steps');
const { x, labels, oneHot } = mlpData();

function inputs(from: number, to: number): Tensor {
  return tensor(x.slice(64 * from, 64 * to), { shape: [to - from, 64] });
}

function targets(one: MlpStepsCase, from: number, to: number): Tensor {
  if (one.labels === 'integers') return tensor(labels.slice(from, to));
  return tensor(oneHot.slice(10 * from, 10 * to), { shape: [to - from, 10] });
}

function start(one: MlpStepsCase) {
  const weights = mlpWeights().map(
    ({ name, shape, values }) => new Variable(tensor(values, { shape }), { name }),
  );
  const optimizer = getOptimizer({
    class_name: one.optimizer as OptimizerName,
    config: one.config as Config,
  });
  const loss =
    one.loss_config === null
      ? getLoss(one.loss as LossName)
      : getLoss({ class_name: one.loss as LossName, config: one.loss_config as Config });
  const rule = one.kernel_regularizer as { class_name: RegularizerName; config: Config } | null;
  const regularizer = rule === null ? undefined : getRegularizer(rule);
  const shapes = { yTrue: one.labels === 'integers' ? [32] : [32, 10], yPred: [32, 10] };
  const accuracy = getMetric('accuracy', shapes);
  const [kernel, bias, kernel1, bias1] = weights as [Variable, Variable, Variable, Variable];
  const call = (batch: Tensor): Tensor => {
    const hidden = relu(add(matmul(batch, kernel), bias));
    const logits = add(matmul(hidden, kernel1), bias1);
    return one.activation === 'softmax' ? softmax(logits) : logits;
  };
  const step = (batch: Tensor, y: Tensor): Tensor => {
    const result = valueAndGradients(() => {
      const predictions = call(batch);
      let total = loss.apply(y, predictions);
      if (regularizer !== undefined)
        for (const weight of [kernel, kernel1]) total = add(total, regularizer.call(weight.read()));
      return [total, predictions] as const;
    }, weights);
    optimizer.applyGradients(result.gradients, weights);
    accuracy.updateState(y, result.auxiliary);
    return result.value;
  };
  return { weights, optimizer, accuracy, call, step };
}

describe('the MLP trains as in Keras', () => {
  it.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const [eager, compiled] = [start(one), start(one)];
    const step = compile(compiled.step);
    const [losses, accuracies]: [number[], number[]] = [[], []];
    for (let index = 0; index < one.steps; index++) {
      const from = 32 * (index % 10);
      const [batch, y] = [inputs(from, from + 32), targets(one, from, from + 32)];
      compiled.accuracy.resetState();
      losses.push(step(batch, y).item());
      accuracies.push(compiled.accuracy.result().item());
      expect(scope(() => eager.step(batch, y)).item()).toBe(losses[index]);
      for (const weight of compiled.weights) {
        const expected = one.after[String(index + 1)]?.[weight.name];
        if (expected === undefined) continue;
        const values = weight.data().filter((_, position) => position % expected.stride === 0);
        expectClose(values, expected.values, { name: `${weight.name}, step ${index + 1}` });
      }
    }
    expectClose(losses, one.losses, { compare: 'value', name: 'losses' });
    expectClose(accuracies, one.accuracies, { name: 'accuracies' });
    expectClose(compiled.call(inputs(320, 324)).data(), one.predictions, { name: 'predictions' });
    const state = ({ weights, optimizer }: typeof eager) =>
      [...weights, ...optimizer.variables].map((v) => v.data());
    expect(state(compiled)).toEqual(state(eager));
  });
});
