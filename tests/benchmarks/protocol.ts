/**
 * What the parent and the participants say to each other: a line of JSON a message, on the participant's standard
 * input and its file descriptor 3. Arrays travel as files of little-endian float32, so that any language joins in.
 */

/** A float32 array in a file. */
export interface StoredArray {
  readonly path: string;
  readonly shape: readonly number[];
}

/** One piece of work as a participant sees it. */
export interface WorkRequest {
  /** By this name it is measured and released; a participant may hold several. */
  readonly slot: string;
  /** What to do: participants have a table by this word. */
  readonly kind: string;
  readonly parameters: Readonly<Record<string, number>>;
  readonly inputs: Readonly<Record<string, StoredArray>>;
  /** Where the participant writes its answer. */
  readonly answer: string;
}

/** A message to a participant. */
export type Request =
  | { readonly command: 'describe'; readonly threads: number }
  | { readonly command: 'prepare'; readonly work: WorkRequest }
  | { readonly command: 'measure'; readonly slot: string; readonly repeats: number }
  | { readonly command: 'release'; readonly slot: string };

/** What a participant is. */
export interface Description {
  readonly version: string;
  /** Backend, features, threads. */
  readonly detail: string;
}

/** A message from a participant: one for each request. */
export type Reply =
  | ({ readonly reply: 'described' } & Description)
  | { readonly reply: 'prepared'; readonly note?: string; readonly milliseconds?: number }
  | { readonly reply: 'cannot'; readonly reason: string }
  | { readonly reply: 'absent'; readonly reason: string }
  | { readonly reply: 'measured'; readonly milliseconds: number }
  | { readonly reply: 'released' }
  | { readonly reply: 'failed'; readonly message: string };
