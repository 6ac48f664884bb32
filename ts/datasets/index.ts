// Data sets to learn with: `oxigrad/datasets`.
export { type DigitsOptions, digits } from './digits.ts';
export type { DownloadProgress } from './download.ts';
export type { LabelledData, LabelledSamples } from './labelled.ts';
export { type MnistFile, type MnistOptions, mnist, mnistChecksums, mnistUrl } from './mnist.ts';
