// Everything that draws: learning curves, progress, digits.
export {
  type ProgressBar,
  type ProgressBarOptions,
  type ProgressLogs,
  progressBar,
} from '../callbacks/progress-bar.ts';
export { beside, drawDigit } from './draw.ts';
export type { Series, SeriesLike } from './series.ts';
export { plotSvg, type SvgPlotOptions } from './svg-plot.ts';
export { plotTerminal, type TerminalPlotOptions } from './terminal-plot.ts';
