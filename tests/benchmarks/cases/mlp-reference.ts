/** The MLP and its training in plain float64 JavaScript, from the formulas. */

/** The weights of the MLP 784-128-10. */
export interface MlpWeights {
  readonly w1: Float64Array;
  readonly b1: Float64Array;
  readonly w2: Float64Array;
  readonly b2: Float64Array;
}

const [FEATURES, HIDDEN, CLASSES] = [784, 128, 10];

/** relu(x·w1 + b1) and softmax(hidden·w2 + b2). */
export function mlpForward(
  { w1, b1, w2, b2 }: MlpWeights,
  x: Float32Array,
): { hidden: Float64Array; probabilities: Float64Array } {
  const batch = x.length / FEATURES;
  const hidden = new Float64Array(batch * HIDDEN);
  const probabilities = new Float64Array(batch * CLASSES);
  for (let row = 0; row < batch; row++) {
    const h = hidden.subarray(row * HIDDEN, (row + 1) * HIDDEN);
    h.set(b1);
    for (let p = 0; p < FEATURES; p++) {
      const factor = x[row * FEATURES + p] as number;
      if (factor !== 0)
        for (let j = 0; j < HIDDEN; j++) (h[j] as number) += factor * (w1[p * HIDDEN + j] as number);
    }
    for (let j = 0; j < HIDDEN; j++) h[j] = Math.max(0, h[j] as number);
    const z = probabilities.subarray(row * CLASSES, (row + 1) * CLASSES);
    z.set(b2);
    for (let p = 0; p < HIDDEN; p++)
      for (let j = 0; j < CLASSES; j++)
        (z[j] as number) += (h[p] as number) * (w2[p * CLASSES + j] as number);
    const highest = Math.max(...z);
    let sum = 0;
    for (let j = 0; j < CLASSES; j++) sum += z[j] = Math.exp((z[j] as number) - highest);
    for (let j = 0; j < CLASSES; j++) (z[j] as number) /= sum;
  }
  return { hidden, probabilities };
}

/** Trains with Adam 1e-3 as Keras defines it on one batch after the other; the losses, and the final weights. */
export function mlpTrain(
  initial: Readonly<Record<keyof MlpWeights, Float32Array>>,
  batches: readonly { readonly x: Float32Array; readonly y: Float32Array }[],
): number[] {
  const names = ['w1', 'b1', 'w2', 'b2'] as const;
  const weights = Object.fromEntries(names.map((name) => [name, Float64Array.from(initial[name])])) as Record<
    keyof MlpWeights,
    Float64Array
  >;
  const moments = names.map((name) => new Float64Array(weights[name].length));
  const velocities = names.map((name) => new Float64Array(weights[name].length));
  return batches.map(({ x, y }, step) => {
    const { hidden, probabilities } = mlpForward(weights, x);
    const { loss, gradients } = mlpBackward(weights, x, y, hidden, probabilities);
    const rate = (1e-3 * Math.sqrt(1 - 0.999 ** (step + 1))) / (1 - 0.9 ** (step + 1));
    names.forEach((name, index) => {
      const [w, g] = [weights[name], gradients[name]];
      const [m, v] = [moments[index] as Float64Array, velocities[index] as Float64Array];
      for (let i = 0; i < w.length; i++) {
        const gradient = g[i] as number;
        (m[i] as number) += (gradient - (m[i] as number)) * 0.1;
        (v[i] as number) += (gradient * gradient - (v[i] as number)) * 0.001;
        (w[i] as number) -= (rate * (m[i] as number)) / (Math.sqrt(v[i] as number) + 1e-7);
      }
    });
    return loss;
  });
}

/** Mean categorical cross-entropy and its gradients. */
function mlpBackward(
  { w2 }: MlpWeights,
  x: Float32Array,
  y: Float32Array,
  hidden: Float64Array,
  probabilities: Float64Array,
): { loss: number; gradients: MlpWeights } {
  const batch = x.length / FEATURES;
  const gradients: MlpWeights = {
    w1: new Float64Array(FEATURES * HIDDEN),
    b1: new Float64Array(HIDDEN),
    w2: new Float64Array(HIDDEN * CLASSES),
    b2: new Float64Array(CLASSES),
  };
  const dHidden = new Float64Array(HIDDEN);
  let loss = 0;
  for (let row = 0; row < batch; row++) {
    dHidden.fill(0);
    for (let j = 0; j < CLASSES; j++) {
      const [p, target] = [probabilities[row * CLASSES + j] as number, y[row * CLASSES + j] as number];
      if (target > 0) loss -= (target * Math.log(p)) / batch;
      const d = (p - target) / batch;
      (gradients.b2[j] as number) += d;
      for (let i = 0; i < HIDDEN; i++) {
        (gradients.w2[i * CLASSES + j] as number) += (hidden[row * HIDDEN + i] as number) * d;
        (dHidden[i] as number) += d * (w2[i * CLASSES + j] as number);
      }
    }
    for (let i = 0; i < HIDDEN; i++) {
      if ((hidden[row * HIDDEN + i] as number) <= 0) dHidden[i] = 0;
      (gradients.b1[i] as number) += dHidden[i] as number;
    }
    for (let p = 0; p < FEATURES; p++) {
      const factor = x[row * FEATURES + p] as number;
      if (factor === 0) continue;
      for (let i = 0; i < HIDDEN; i++)
        (gradients.w1[p * HIDDEN + i] as number) += factor * (dHidden[i] as number);
    }
  }
  return { loss, gradients };
}
