/** The engine that everything computes with: one instance, made at the first use. */

import { type Instance, instantiate } from './load.ts';

// The loader first: it brings the embedded text into bundles, and gzip matches little with what comes before that.

import { Engine } from './door.ts';

/** The engine, and the instance that it runs on. */
export class MainEngine extends Engine {
  readonly instance: Instance;

  constructor(instance: Instance) {
    super(instance);
    this.instance = instance;
  }
}

let current: MainEngine | undefined;

/** The engine, instantiated at the first call. */
export function engine(): MainEngine {
  current ??= new MainEngine(instantiate());
  return current;
}

/** Whether the engine has been instantiated. */
export function engineExists(): boolean {
  return current !== undefined;
}
