/** What kind of value each key of a config has, in whatever class: what a file says is checked, not cast. */

import { closest } from '../closest.ts';
import { show, ValueError } from '../errors.ts';
import { isPlainObject } from '../tensor/plain.ts';
import type { Config, ConfigValue } from './config.ts';

const isNumbers = (value: ConfigValue): boolean =>
  typeof value === 'number' ||
  value === null ||
  (Array.isArray(value) && (value as readonly ConfigValue[]).every(isNumbers));

const isNamed = (value: ConfigValue): boolean =>
  (typeof value === 'string' && value !== '') || isPlainObject(value);

/** The kinds, and the keys of each. */
const kinds: readonly (readonly [rule: string, has: (value: ConfigValue) => boolean, keys: string])[] = [
  [
    'true or false',
    (value) => typeof value === 'boolean',
    'amsgrad antialias apply_class_balancing center centered crop_to_aspect_ratio cycle from_logits go_backwards invert ' +
      'keepdims mask_zero multi_label nesterov normalize optional pad_to_aspect_ratio ragged relative_step renorm ' +
      'reset_after return_sequences return_state rms_scaling sparse sparse_y_pred sparse_y_true staircase stateful ' +
      'synchronized trainable unit_forget_bias unroll use_bias use_ema use_gate use_scale zero_output_for_mask',
  ],
  [
    'a text',
    (value) => typeof value === 'string',
    'average bias_axes class_aggregation curve data_format distribution equation fill_mode interpolation merge_mode mode ' +
      'name reduction score_mode summation_method',
  ],
  [
    'a number',
    (value) => typeof value === 'number',
    'beta beta_1 beta_2 beta_2_decay class_id clip_threshold clipnorm clipvalue decay_rate decay_steps delta ' +
      'depth_multiplier dropout ema_momentum ema_overwrite_frequency end_learning_rate epsilon epsilon_1 epsilon_2 factor ' +
      'fill_value filters first_decay_steps gain gamma global_clipnorm gradient_accumulation_steps groups head_dim height ' +
      'ignore_class initial_accumulator_value initial_learning_rate input_dim k key_dim l1 l1_regularization_strength l2 ' +
      'l2_regularization_strength l2_shrinkage_regularization_strength label_smoothing learning_rate_power ' +
      'loss_scale_factor m_mul mask_value max_value maxval min_value minval momentum n negative_slope num_classes ' +
      'num_heads num_key_value_heads num_labels num_query_heads num_regressors num_thresholds output_dim power precision ' +
      'rate recall recurrent_dropout renorm_momentum rho sensitivity sliding_window specificity stddev t_mul top_k units ' +
      'value_dim warmup_steps warmup_target weight_decay width',
  ],
  [
    'a number or a list of numbers',
    isNumbers,
    'alpha attention_axes axes axis cropping dilation_rate input_axes kernel_size mean offset output_axes output_padding ' +
      'output_shape output_size pool_size size strides threshold thresholds value variance',
  ],
  [
    'a list of numbers',
    (value) => Array.isArray(value) && isNumbers(value),
    'batch_shape boundaries dims label_weights noise_shape shared_axes target_class_ids target_shape values',
  ],
  ['numbers or a text', (value) => typeof value === 'string' || isNumbers(value), 'padding'],
  ['numbers, true or false', (value) => typeof value === 'boolean' || isNumbers(value), 'scale'],
  ['a list', (value) => Array.isArray(value), 'cells layers'],
  ['a name or an object', isNamed, 'activation recurrent_activation'],
];

/** Keys of whatever weight: `kernel_initializer`. */
const named = /_(initializer|regularizer|constraint)$/;

/** What `make` makes of a config whose values are of the right kinds, and that has no keys its class does not write. */
export function checked<Made extends { getConfig(): Config }>(
  where: string,
  config: Config,
  make: () => Made,
): Made {
  for (const [rule, has, keys] of kinds)
    for (const key of keys.split(' ')) {
      const value = Object.hasOwn(config, key) ? config[key] : undefined;
      if (value !== null && value !== undefined && !has(value))
        throw new ValueError(where, `"${key}" to be ${rule}`, show(value));
    }
  for (const [key, value] of Object.entries(config))
    if (value !== null && named.test(key) && !isNamed(value))
      throw new ValueError(where, `"${key}" to be a name or an object`, show(value));
  const made = make();
  // A model's layers, which were checked each, need not be written for it.
  if (!('layers' in config)) checkKeys(where, config, made.getConfig());
  return made;
}

/** Keys that say nothing are left: a later version of Keras may write them. */
function checkKeys(where: string, config: Config, known: Config): void {
  const names = Object.keys(known);
  for (const [key, value] of Object.entries(config))
    if (value !== null && !Object.hasOwn(known, key)) {
      const near = closest(key, names);
      throw new ValueError(
        where,
        `keys of ${names.join(', ')}`,
        show(key),
        near === undefined ? undefined : `Did you mean '${near}'?`,
      );
    }
}
