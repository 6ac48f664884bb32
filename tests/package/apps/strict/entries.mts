// Names and types of the entries, as an ES module sees them.

import { Adam, Dense, Sequential, type Tensor, tensor } from 'oxigrad';
import { digits } from 'oxigrad/datasets';
import { Dense as LeanDense } from 'oxigrad/layers';

const model: Sequential = new Sequential([new Dense(3, { inputShape: [2] }), new LeanDense(1)]);
model.compile({ optimizer: new Adam(), loss: 'meanSquaredError' });
const x: Tensor = tensor([1, 2]);
export const shape: readonly number[] = x.shape;
export const data: Promise<unknown> = digits();
// @ts-expect-error a typo
model.compile({ optimizer: 'adamm' });
