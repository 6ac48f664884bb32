/** Initializers that several kernels share, each with draws and axes of its own. */

import type { Config } from '../../config/config.ts';
import type { FanAxes } from '../../initializers/fans.ts';
import type { Initializer } from '../../initializers/initializer.ts';
import { VarianceScaling } from '../../initializers/variance-scaling.ts';

/** The class of an initializer, as a config needs it. */
interface InitializerClass {
  fromConfig?(config: Config): Initializer;
}

/** An initializer like the one given, which draws anew where that one has no seed. */
export function likewise(initializer: Initializer, changes: Config = {}): Initializer {
  const { fromConfig } = initializer.constructor as InitializerClass;
  if (fromConfig === undefined) return initializer;
  return fromConfig.call(initializer.constructor, { ...initializer.getConfig(), ...changes });
}

/** An initializer that knows which axes of a kernel are its inputs and outputs, where its spread depends on them. */
export function withAxes(initializer: Initializer, { inputAxes, outputAxes }: FanAxes): Initializer {
  if (!(initializer instanceof VarianceScaling)) return initializer;
  const known = initializer.axes.inputAxes !== undefined && initializer.axes.outputAxes !== undefined;
  if (known) return initializer;
  return likewise(initializer, { input_axes: inputAxes ?? null, output_axes: outputAxes ?? null });
}
