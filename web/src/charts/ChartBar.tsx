import { Choice } from '../ui/Tabs';
import { axes, type ChartChoices } from './choices';

/** The controls above the charts of a page. */
export function ChartBar({ choices }: { choices: ChartChoices }) {
  return (
    <div className="chart-bar">
      <Choice label="x" values={axes} chosen={choices.axis} onChoose={choices.setAxis} />
      <Choice
        label="y"
        values={['linear', 'log'] as const}
        chosen={choices.logarithmic ? 'log' : 'linear'}
        onChoose={value => choices.setLogarithmic(value === 'log')}
      />
      <label className="smooth">
        smoothing
        <input
          type="range"
          min="0"
          max="0.95"
          step="0.05"
          value={choices.smoothing}
          onChange={event => choices.setSmoothing(Number(event.target.value))}
        />
        <span className="number">{choices.smoothing.toFixed(2)}</span>
      </label>
    </div>
  );
}
