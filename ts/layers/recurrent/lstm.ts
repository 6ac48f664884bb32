/** Long short-term memory (keras.layers.LSTM; Hochreiter and Schmidhuber, 1997). */

import { type Config, numberIn, optionsFrom, serialize } from '../../config/config.ts';
import { checkOptions } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { AnyLayer } from '../layer.ts';
import { LSTMCell, type LSTMCellOptions } from './lstm-cell.ts';
import { RNN, type RNNOptions } from './rnn.ts';

/** Options of {@link LSTM}. */
export interface LSTMOptions extends RNNOptions, LSTMCellOptions {}

/**
 * {@link LSTMCell} over a sequence (B, T, n): (B, units), or (B, T, units) with `returnSequences`. With its standard
 * activations and without recurrentDropout all steps are one instruction.
 */
export class LSTM<Output extends Tensor | Tensor[] = Tensor> extends RNN<Output> {
  static override readonly className: string = 'LSTM';

  declare readonly cell: LSTMCell;

  constructor(units: number, options: LSTMOptions = {}) {
    const { name: _, inputShape: __, ...own } = checkOptions('LSTM', options);
    super(new LSTMCell(units, { ...own, name: 'lstm_cell' }), options);
  }

  override getConfig(): Config {
    return {
      ...this.sequenceConfig(),
      ...this.cell.ownConfig(),
      activity_regularizer: serialize(this.activityRegularizer, 'keras.regularizers'),
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'LSTM.fromConfig';
    return new LSTM(numberIn(config, 'units', where), optionsFrom(config, where)) as AnyLayer;
  }
}
