// From nothing to a first prediction, part by part; in a fresh process each time. Prints JSON.
// usage: node cold-start.mjs <module>
const begun = performance.now();
const { configure, Dense, Sequential, tensor } = await import(process.argv[2] ?? 'oxigrad');
const imported = performance.now();
await configure({ threads: 1 });
const model = new Sequential([
  new Dense(128, { activation: 'relu', inputShape: [784] }),
  new Dense(10, { activation: 'softmax' }),
]);
const built = performance.now();
const y = await model.predict(tensor(new Float32Array(784), { shape: [1, 784] }), { verbose: 0 });
const sum = y.data().reduce((total, value) => total + value, 0);
const predicted = performance.now();
if (Math.abs(sum - 1) > 1e-5)
  throw new Error(`cold start: expected probabilities that sum to 1, got ${sum}.`);
console.log(
  JSON.stringify({
    process: begun,
    import: imported - begun,
    build: built - imported,
    predict: predicted - built,
    total: predicted - begun,
  }),
);
