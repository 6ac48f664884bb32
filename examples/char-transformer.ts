/**
 * A small transformer that learns a few poems letter by letter, then writes on by itself.
 *
 *   node scripts/run-example.mjs char-transformer
 *
 * STEPS (default 800) sets how long it trains. Decoder blocks as in "Attention is all you need" (Vaswani et al.,
 * 2017), normalised before rather than after (Radford et al., 2019).
 */

import {
  Adam,
  Add,
  add,
  Dense,
  Embedding,
  Input,
  Layer,
  LayerNormalization,
  Model,
  MultiHeadAttention,
  RandomNormal,
  SparseCategoricalCrossentropy,
  setRandomSeed,
  softmax,
  type Tensor,
  tensor,
  type Variable,
} from 'oxigrad';

const STEPS = Number(process.env['STEPS'] ?? 800);
const LENGTH = 64;
const BATCH_SIZE = 16;
const SIZE = 64;
const HEADS = 4;
const BLOCKS = 2;

/** William Shakespeare, Sonnets 18 and 116 (1609), and Lewis Carroll, Jabberwocky (1871): in the public domain. */
const TEXT = `Shall I compare thee to a summer's day?
Thou art more lovely and more temperate:
Rough winds do shake the darling buds of May,
And summer's lease hath all too short a date;
Sometime too hot the eye of heaven shines,
And often is his gold complexion dimm'd;
And every fair from fair sometime declines,
By chance or nature's changing course untrimm'd;
But thy eternal summer shall not fade,
Nor lose possession of that fair thou ow'st;
Nor shall death brag thou wander'st in his shade,
When in eternal lines to time thou grow'st:
So long as men can breathe or eyes can see,
So long lives this, and this gives life to thee.

Let me not to the marriage of true minds
Admit impediments. Love is not love
Which alters when it alteration finds,
Or bends with the remover to remove:
O no! it is an ever-fixed mark
That looks on tempests and is never shaken;
It is the star to every wandering bark,
Whose worth's unknown, although his height be taken.
Love's not Time's fool, though rosy lips and cheeks
Within his bending sickle's compass come;
Love alters not with his brief hours and weeks,
But bears it out even to the edge of doom.
If this be error and upon me proved,
I never writ, nor no man ever loved.

'Twas brillig, and the slithy toves
Did gyre and gimble in the wabe:
All mimsy were the borogoves,
And the mome raths outgrabe.

"Beware the Jabberwock, my son!
The jaws that bite, the claws that catch!
Beware the Jubjub bird, and shun
The frumious Bandersnatch!"

He took his vorpal sword in hand:
Long time the manxome foe he sought--
So rested he by the Tumtum tree,
And stood awhile in thought.
`;

/** Vectors for letters, plus vectors for their places. */
class LettersAndPlaces extends Layer {
  static override readonly className: string = 'LettersAndPlaces';
  readonly letters: Embedding;
  places: Variable | undefined;

  constructor(letters: number) {
    super();
    this.letters = new Embedding(letters, SIZE, { name: 'letters' });
  }

  override build(): void {
    this.places = this.addWeight('places', [LENGTH, SIZE], {
      initializer: new RandomNormal({ stddev: 0.02 }),
    });
  }

  override call(x: Tensor): Tensor {
    return add(this.letters.apply(x), this.places as Variable);
  }
}

const alphabet = [...new Set(TEXT)].sort();
const codes = [...TEXT].map((letter) => alphabet.indexOf(letter));

setRandomSeed(7);
const input = Input({ shape: [LENGTH], dtype: 'int32' });
let x = new LettersAndPlaces(alphabet.length).apply(input);
for (let block = 0; block < BLOCKS; block++) {
  const attended = new LayerNormalization().apply(x);
  const attention = new MultiHeadAttention(HEADS, SIZE / HEADS);
  x = new Add().apply([x, attention.apply([attended, attended], { useCausalMask: true })]);
  const widened = new Dense(4 * SIZE, { activation: 'gelu' }).apply(new LayerNormalization().apply(x));
  x = new Add().apply([x, new Dense(SIZE).apply(widened)]);
}
const logits = new Dense(alphabet.length).apply(new LayerNormalization().apply(x));
const model = new Model({ inputs: input, outputs: logits, name: 'poet' });
model.compile({
  optimizer: new Adam({ learningRate: 3e-3 }),
  loss: new SparseCategoricalCrossentropy({ fromLogits: true }),
});
model.summary();

/** Whole numbers below `limit`, the same in every run (Lehmer, 1951). */
let state = 1;
function random(limit: number): number {
  state = (state * 48271) % 2147483647;
  return state % limit;
}

/** Random pieces of the text, and what follows each of their letters. */
function batch(): [letters: Tensor, next: Tensor] {
  const starts = Array.from({ length: BATCH_SIZE }, () => random(codes.length - LENGTH - 1));
  const pieces = (shift: number): Tensor =>
    tensor(
      starts.map((start) => codes.slice(start + shift, start + shift + LENGTH)),
      { dtype: 'int32' },
    );
  return [pieces(0), pieces(1)];
}

const started = performance.now();
let loss = 0;
let first = 0;
for (let step = 1; step <= STEPS; step++) {
  ({ loss = 0 } = model.trainOnBatch(...batch()) as { loss?: number });
  if (step === 1) first = loss;
  if (step === 1 || step % 100 === 0) console.log(`step ${step}: loss ${loss.toFixed(3)}`);
}
const seconds = (performance.now() - started) / 1000;

/** The place of a value, drawn by the probabilities. */
function draw(probabilities: ArrayLike<number>): number {
  let left = random(2 ** 20) / 2 ** 20;
  for (let place = 0; place < probabilities.length; place++) {
    left -= probabilities[place] ?? 0;
    if (left < 0) return place;
  }
  return probabilities.length - 1;
}

/** Writes on from a beginning, each letter drawn by its probability. */
async function write(beginning: string, count: number): Promise<string> {
  const written = [...beginning].map((letter) => alphabet.indexOf(letter));
  for (let i = 0; i < count; i++) {
    // The piece starts where the text does; what comes after its end is not seen.
    const seen = written.slice(-LENGTH);
    const padded = [...seen, ...new Array<number>(LENGTH - seen.length).fill(0)];
    const predicted = (await model.predict(tensor([padded], { dtype: 'int32' }), { verbose: 0 })) as Tensor;
    const row = softmax(predicted)
      .data()
      .slice((seen.length - 1) * alphabet.length, seen.length * alphabet.length);
    written.push(draw(row));
  }
  return written.map((code) => alphabet[code]).join('');
}

console.log(`\n${await write('Shall I', Math.min(200, STEPS))}\n`);
console.log(`${STEPS} steps in ${seconds.toFixed(1)} s: loss ${first.toFixed(3)} to ${loss.toFixed(3)}`);
if (STEPS >= 800 && loss > 1) process.exitCode = 1;
