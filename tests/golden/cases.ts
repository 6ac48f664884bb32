// The shape of a case in each golden topic, as its Python script writes it. Configs keep Keras's spelling.

import type { Comparison, GoldenConfig, GoldenTensor } from './golden.ts';

type Named<Value> = Readonly<Record<string, Value>>;

/** Topics `layers-*`: gradients are those of sum(projection * output), null where an input is not float32. */
export interface LayerCase {
  readonly name: string;
  readonly layer: string;
  readonly config: GoldenConfig;
  readonly compare: Comparison;
  readonly call?: Named<boolean | GoldenTensor>;
  readonly inputs: readonly GoldenTensor[];
  readonly weights: Named<GoldenTensor>;
  readonly outputs: readonly GoldenTensor[];
  readonly projections: readonly GoldenTensor[];
  readonly input_gradients: readonly (GoldenTensor | null)[];
  readonly weight_gradients: Named<GoldenTensor>;
  /** Weights without gradient after the call (moving averages, counters), where it changed them. */
  readonly updated?: Named<GoldenTensor>;
  /** What the regularizers add, where the case is about them. */
  readonly losses?: readonly number[];
}

/** Topic `losses`: gradient with respect to y_pred; of the sum of the output where the reduction is none. */
export interface LossCase {
  readonly name: string;
  readonly loss: string;
  readonly config: GoldenConfig;
  readonly y_true: GoldenTensor;
  readonly y_pred: GoldenTensor;
  readonly sample_weight: GoldenTensor | null;
  readonly output: GoldenTensor;
  readonly gradient: GoldenTensor;
}

/** Topic `optimizers`. */
export interface OptimizerCase {
  readonly name: string;
  readonly optimizer: string;
  readonly config: GoldenConfig;
  readonly exclude_from_weight_decay?: readonly string[];
  readonly initial_slots: Named<GoldenTensor>;
  /** The rate used at each of the 20 steps. */
  readonly learning_rates: GoldenTensor;
  readonly after: Named<{ readonly weights: Named<GoldenTensor>; readonly slots: Named<GoldenTensor> }>;
  /** The weights after `finalize_variable_values`, with `use_ema`. */
  readonly finalized?: Named<GoldenTensor>;
}

/** What the file of topic `optimizers` has beside its cases: variables `kernel` and `bias`, in this order. */
export interface OptimizerExtras {
  readonly initial: Named<GoldenTensor>;
  readonly gradients: readonly Named<GoldenTensor>[];
}

/** Topic `schedules`. */
export interface ScheduleCase {
  readonly name: string;
  readonly schedule: string;
  readonly config: GoldenConfig;
  readonly steps: readonly number[];
  readonly learning_rates: GoldenTensor;
}

/** Topic `metrics`: `results[k]` is the result after updates 0 to k. */
export interface MetricCase {
  readonly name: string;
  readonly metric: string;
  readonly config: GoldenConfig;
  readonly updates: readonly {
    readonly y_true?: GoldenTensor;
    readonly y_pred?: GoldenTensor;
    /** In place of y_true and y_pred for Mean and Sum. */
    readonly values?: GoldenTensor;
    readonly sample_weight: GoldenTensor | null;
  }[];
  readonly results: readonly GoldenTensor[];
}

/** Topic `initializers`: fans, or facts about a random draw, or constant values, or an orthogonal product. */
export interface InitializerCase {
  readonly name: string;
  readonly shape: readonly number[];
  readonly fan_in?: number;
  readonly fan_out?: number;
  readonly initializer?: string;
  readonly config?: GoldenConfig;
  readonly kind?: 'uniform' | 'normal' | 'truncated_normal';
  readonly minimum?: number | null;
  readonly maximum?: number | null;
  readonly mean?: number;
  readonly standard_deviation?: number;
  readonly measured_minimum?: number;
  readonly measured_maximum?: number;
  readonly measured_mean?: number;
  readonly measured_standard_deviation?: number;
  readonly measured_count?: number;
  readonly values?: GoldenTensor;
  /** Of the matrix [product of all but the last, last]: the smaller of MᵀM and MMᵀ. */
  readonly gram?: GoldenTensor;
}

/** Topic `regularizers`. */
export interface RegularizerCase {
  readonly name: string;
  readonly regularizer: string;
  readonly config: GoldenConfig;
  readonly input: GoldenTensor;
  readonly output: GoldenTensor;
  readonly gradient: GoldenTensor;
}

/** Topic `constraints`. */
export interface ConstraintCase {
  readonly name: string;
  readonly constraint: string;
  readonly config: GoldenConfig;
  readonly input: GoldenTensor;
  readonly output: GoldenTensor;
}

/** Every `stride`-th value of a weight, row-major; sum and root mean square are of all values. */
export interface SampledWeight {
  readonly stride: number;
  readonly sum: number;
  readonly rms: number;
  readonly values: GoldenTensor;
}

/** Topic `mlp-run`, kind `steps`: one `train_on_batch` a step; kind `fit`: five epochs. See mlp-run.py. */
export interface MlpStepsCase {
  readonly name: string;
  readonly kind: 'steps';
  readonly optimizer: string;
  readonly config: GoldenConfig;
  readonly loss: string;
  readonly loss_config: GoldenConfig | null;
  readonly activation: string;
  readonly kernel_regularizer: GoldenConfig | null;
  readonly labels: 'one_hot' | 'integers';
  readonly batch_size: number;
  readonly steps: number;
  readonly after: Named<Named<SampledWeight>>;
  readonly losses: GoldenTensor;
  readonly accuracies: GoldenTensor;
  /** Of rows 320 to 323, after the last step. */
  readonly predictions: GoldenTensor;
}

export interface MlpFitCase {
  readonly name: string;
  readonly kind: 'fit';
  readonly optimizer: string;
  readonly config: GoldenConfig;
  readonly loss: string;
  readonly kernel_regularizer: GoldenConfig | null;
  readonly metrics: readonly string[];
  readonly weighted_metrics: readonly string[] | null;
  readonly rows: number;
  readonly batch_size: number;
  readonly shuffle: false;
  readonly fit: GoldenConfig;
  readonly epoch: readonly number[];
  readonly history: Named<GoldenTensor>;
  /** `evaluate` of rows 320 to 383. */
  readonly evaluate: Named<number>;
  readonly after: { readonly end: Named<SampledWeight> };
}

/** Topic `model-config`: how Keras spells a model. */
export interface ModelConfigCase {
  readonly name: string;
  readonly class_name: string;
  /** `model.to_json()`, verbatim; its `config` is `model.get_config()`. */
  readonly json: string;
  /** `model.summary()` printed 80 columns wide, verbatim; with `expand_nested` and `show_trainable` where named. */
  readonly summary: string;
  readonly summary_trainable: string;
  readonly weights: readonly {
    readonly path: string;
    readonly shape: readonly number[];
    readonly trainable: boolean;
  }[];
  /** Null where the model is not built. */
  readonly count_params: number | null;
  readonly compile_config?: GoldenConfig;
}

/** Topic `callbacks`: a callback fed with `logs` epoch by epoch. */
export interface CallbackCase {
  readonly name: string;
  readonly callback: string;
  readonly config: GoldenConfig;
  readonly logs: readonly Named<number>[];
  /** Epochs run before it stopped training, or all. */
  readonly epochs_run: number;
  readonly stopped_epoch?: number;
  readonly best_epoch?: number;
  /** The learning rate after each epoch. */
  readonly learning_rates?: readonly number[];
  /** The one weight after training: it is set to the epoch's number before each epoch ends. */
  readonly final_weight?: number;
}
