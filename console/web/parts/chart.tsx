import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { chartOptions } from './chart-options.ts';

export interface Line {
  readonly name: string;
  readonly tone: 'old' | 'new';
  readonly values: readonly (number | null)[];
}

export interface ChartProps {
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  readonly timesMs: readonly number[];
  readonly lines: readonly Line[];
  /** Where an alarm goes off. */
  readonly limit: number | undefined;
  /** When the shift began: drawn as a vertical line. */
  readonly fromMs: number | undefined;
  readonly logarithmic?: boolean;
}

const SECOND_MS = 1000;

const last = (values: readonly (number | null)[]): number | undefined =>
  values.findLast((value) => value !== null) ?? undefined;

/** Figures over time, with their limit. What it shows is said in words beside it. */
export function Chart(props: ChartProps) {
  const { title, unit, digits, timesMs, lines, limit } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const drawn = useRef(props);
  drawn.current = props;
  const data: uPlot.AlignedData = [timesMs.map((at) => at / SECOND_MS), ...lines.map(({ values }) => [...values])];
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(
        chartOptions(() => drawn.current, element),
        dataOf(drawn.current),
        element,
      );
    };
    draw();
    const resized = new ResizeObserver(() =>
      plot.current?.setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    resized.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    return () => {
      resized.disconnect();
      scheme.removeEventListener('change', draw);
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(data), [JSON.stringify(data)]);
  const says = (value: number | undefined) => (value === undefined ? 'no data' : `${value.toFixed(digits)} ${unit}`);
  return (
    <figure class="chart">
      <figcaption>
        <h3>{title}</h3>
        <ul class="legend">
          {lines.map(({ name, tone, values }) => (
            <li key={name} class={tone}>
              {name} <strong>{says(last(values))}</strong>
            </li>
          ))}
          {limit === undefined ? null : (
            <li class="limit">
              Limit <strong>{says(limit)}</strong>
            </li>
          )}
        </ul>
      </figcaption>
      {timesMs.length === 0 ? <p class="empty">Nothing was measured yet.</p> : null}
      <div ref={box} class="plot" hidden={timesMs.length === 0} aria-hidden="true" />
    </figure>
  );
}

const dataOf = ({ timesMs, lines }: ChartProps): uPlot.AlignedData => [
  timesMs.map((at) => at / SECOND_MS),
  ...lines.map(({ values }) => [...values]),
];
