/** Which accuracy or cross-entropy is meant, by the shapes of targets and predictions (keras.src.trainers). */

/** A shape; sizes that are not known are null. */
export type LabelShape = readonly (number | null)[];

type Kind = 'Binary' | 'Categorical' | 'SparseCategorical';

function kindOf(yTrue: LabelShape, yPred: LabelShape): Kind {
  if (yPred.at(-1) === 1) return 'Binary';
  const sparse = yTrue.length < yPred.length || (yTrue.at(-1) === 1 && (yPred.at(-1) ?? 2) > 1);
  return sparse ? 'SparseCategorical' : 'Categorical';
}

/** The class that `'accuracy'` stands for. */
export function accuracyFor(yTrue: LabelShape, yPred: LabelShape): `${Kind}Accuracy` {
  return `${kindOf(yTrue, yPred)}Accuracy`;
}

/** The class that `'crossentropy'` stands for. */
export function crossentropyFor(yTrue: LabelShape, yPred: LabelShape): `${Kind}Crossentropy` {
  return `${kindOf(yTrue, yPred)}Crossentropy`;
}
