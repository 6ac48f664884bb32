/** Ends training when the loss is no number any more (keras.callbacks.TerminateOnNaN). */

import { show } from '../errors.ts';
import { Callback, type CallbackLogs } from './callback.ts';
import { writeText } from './progress.ts';

/** Sets `stopTraining` at the first batch whose loss is NaN or infinite. */
export class TerminateOnNaN extends Callback {
  override onTrainBatchEnd(batch: number, logs: CallbackLogs = {}): void {
    const loss = logs['loss'];
    if (loss === undefined || Number.isFinite(loss)) return;
    writeText(`Batch ${show(batch)}: Invalid loss, terminating training\n`);
    this.model.stopTraining = true;
  }
}
