/** A fully connected recurrent layer (keras.layers.SimpleRNN). */

import { type Config, numberIn, optionsFrom, serialize } from '../../config/config.ts';
import { checkOptions } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { AnyLayer } from '../layer.ts';
import { RNN, type RNNOptions } from './rnn.ts';
import { SimpleRNNCell } from './simple-rnn-cell.ts';
import type { RecurrentCellOptions } from './standard-cell.ts';

/** Options of {@link SimpleRNN}. */
export interface SimpleRNNOptions extends RNNOptions, RecurrentCellOptions {}

/**
 * {@link SimpleRNNCell} over a sequence (B, T, n): (B, units), or (B, T, units) with `returnSequences`.
 */
export class SimpleRNN<Output extends Tensor | Tensor[] = Tensor> extends RNN<Output> {
  static override readonly className: string = 'SimpleRNN';

  declare readonly cell: SimpleRNNCell;

  constructor(units: number, options: SimpleRNNOptions = {}) {
    const { name: _, inputShape: __, ...own } = checkOptions('SimpleRNN', options);
    super(new SimpleRNNCell(units, { ...own, name: 'simple_rnn_cell' }), options);
  }

  override getConfig(): Config {
    const { seed: ___, ...own } = this.cell.ownConfig();
    return {
      ...this.sequenceConfig(),
      ...own,
      activity_regularizer: serialize(this.activityRegularizer, 'keras.regularizers'),
    };
  }

  static override fromConfig(config: Config): AnyLayer {
    const where = 'SimpleRNN.fromConfig';
    return new SimpleRNN(numberIn(config, 'units', where), optionsFrom(config, where)) as AnyLayer;
  }
}
