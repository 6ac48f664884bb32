/** What layers that draw random numbers while training share. */

import type { Config } from '../../config/config.ts';
import { SeedGenerator } from '../../ops/random/seed.ts';
import { type BatchShapes, Layer, type LayerOptions } from '../layer.ts';

/** Options of a layer that draws random numbers. */
export interface RandomLayerOptions extends LayerOptions {
  /** A whole number ≥ 0; default: drawn from the global seed. */
  readonly seed?: number;
}

/** A layer with a stream of random numbers of its own. */
export abstract class RandomLayer extends Layer {
  readonly seed: number | undefined;
  /** @internal */
  readonly generator: SeedGenerator;

  constructor(options: RandomLayerOptions) {
    super(options);
    this.seed = options.seed;
    this.generator = options.seed === undefined ? new SeedGenerator() : new SeedGenerator(options.seed);
    this.supportsMasking = true;
    this.built = true;
  }

  override computeOutputShape(inputShape: BatchShapes): BatchShapes {
    return inputShape;
  }

  override dispose(): void {
    super.dispose();
    this.generator.state.dispose();
  }

  override getConfig(): Config {
    return { ...super.getConfig(), seed: this.seed ?? null };
  }
}
