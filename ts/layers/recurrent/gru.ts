/** Gated recurrent units (keras.layers.GRU; Cho et al., 2014). */

import { type Config, numberIn, optionsFrom, serialize } from '../../config/config.ts';
import { checkOptions } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { AnyLayer } from '../layer.ts';
import { GRUCell, type GRUCellOptions } from './gru-cell.ts';
import { RNN, type RNNOptions } from './rnn.ts';

/** Options of {@link GRU}. */
export interface GRUOptions extends RNNOptions, GRUCellOptions {}

/**
 * {@link GRUCell} over a sequence (B, T, n): (B, units), or (B, T, units) with `returnSequences`. With its standard
 * activations and without recurrentDropout all steps are one instruction.
 */
export class GRU<Output extends Tensor | Tensor[] = Tensor> extends RNN<Output> {
  static override readonly className: string = 'GRU';

  declare readonly cell: GRUCell;

  constructor(units: number, options: GRUOptions = {}) {
    const { name: _, inputShape: __, ...own } = checkOptions('GRU', options);
    super(new GRUCell(units, { ...own, name: 'gru_cell' }), options);
  }

  override getConfig(): Config {
    return {
      ...this.sequenceConfig(),
      ...this.cell.ownConfig(),
      activity_regularizer: serialize(this.activityRegularizer, 'keras.regularizers'),
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'GRU.fromConfig';
    return new GRU(numberIn(config, 'units', where), optionsFrom(config, where)) as AnyLayer;
  }
}
