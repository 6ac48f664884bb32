/** Functions as a callback (keras.callbacks.LambdaCallback). */

import { checkKeys } from '../closest.ts';
import { checkFunction } from '../errors.ts';
import { Callback } from './callback.ts';

/** The hooks that may be given. */
export type LambdaCallbackOptions = {
  readonly [Hook in keyof Callback as Hook extends `on${string}` ? Hook : never]?: Callback[Hook];
};

/** Calls the functions given. */
export class LambdaCallback extends Callback {
  constructor(hooks: LambdaCallbackOptions) {
    super();
    const known = Object.getOwnPropertyNames(Callback.prototype).filter((name) => name.startsWith('on'));
    // Only what is given becomes a property, so that the loop knows which hooks nobody listens to.
    for (const [name, hook] of Object.entries(checkKeys('LambdaCallback', hooks, known)))
      if (hook !== undefined)
        Object.defineProperty(this, name, {
          value: checkFunction(`LambdaCallback, ${name}`, hook),
          configurable: true,
        });
  }
}
