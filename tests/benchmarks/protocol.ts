/**
 * What the parent and the participants say to each other: a line of JSON a message, on the participant's standard
 * input and its file descriptor 3. Arrays travel as files of little-endian float32, so that any language joins in.
 */

/** A float32 array in a file. */
export interface StoredArray {
  readonly path: string;
  readonly shape: readonly number[];
}

/** What is measured. */
export type CaseKind = 'gemm' | 'step' | 'fit' | 'predict';

/** One case as a participant sees it. */
export interface CaseRequest {
  readonly id: string;
  readonly kind: CaseKind;
  /** `gemm`: m, n, k. `step`, `fit`, `predict`: batch. `step`, `fit`: checkSteps, whose losses are the answer. */
  readonly parameters: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, StoredArray>>;
  /** Where the participant writes its answer. */
  readonly answer: string;
}

/** A message to a participant. */
export type Request =
  | { readonly command: 'describe'; readonly threads: number }
  | { readonly command: 'prepare'; readonly case: CaseRequest }
  | { readonly command: 'measure'; readonly repeats: number }
  | { readonly command: 'release' };

/** What a participant is. */
export interface Description {
  readonly version: string;
  /** Backend, features, threads. */
  readonly detail: string;
}

/** A message from a participant: one for each request. */
export type Reply =
  | ({ readonly reply: 'described' } & Description)
  | { readonly reply: 'prepared'; readonly note?: string }
  | { readonly reply: 'cannot'; readonly reason: string }
  | { readonly reply: 'absent'; readonly reason: string }
  | { readonly reply: 'measured'; readonly milliseconds: number }
  | { readonly reply: 'released' }
  | { readonly reply: 'failed'; readonly message: string };
