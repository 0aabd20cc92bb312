import type uPlot from 'uplot';
import { clockTime } from '../format.ts';
import type { ChartProps } from './chart.tsx';
import { timeRange } from './time-range.ts';

const SECOND_MS = 1000;
/** Room above the highest value. */
const HEADROOM = 1.15;

/** How a chart looks: colours come from the page's style, so that both themes have their own. */
export function chartOptions(props: () => ChartProps, element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const font = `11px ${style.fontFamily}`;
  const { lines, logarithmic = false, unit } = props();
  const axis = { stroke: color('muted'), font, grid: { stroke: color('line'), width: 1 }, ticks: { show: false } };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: {
      x: { time: true, range: ({ data: [times] }, low, high) => timeRange(times, low, high) },
      y: {
        distr: logarithmic ? 3 : 1,
        range: (_, low, high) => {
          const top = Math.max(high ?? 0, props().limit ?? 0, 1) * HEADROOM;
          return logarithmic ? [Math.min(1, low > 0 ? low : 1) / HEADROOM, top * HEADROOM] : [0, top];
        },
      },
    },
    axes: [
      {
        ...axis,
        size: 26,
        space: 70,
        values: (_, ticks) => ticks.map((tick) => clockTime(tick * SECOND_MS).replace(/:00( |$)/, '$1')),
      },
      {
        ...axis,
        size: 52,
        space: 34,
        values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : `${tick} ${unit}`)),
      },
    ],
    series: [
      {},
      ...lines.map(({ tone }) => ({
        stroke: color(tone === 'new' ? 'new' : 'old'),
        width: 2,
        points: { show: true, size: 5, fill: color(tone === 'new' ? 'new' : 'old') },
        spanGaps: true,
      })),
    ],
    hooks: {
      draw: [
        (plot) => {
          const { limit, fromMs } = props();
          const { ctx, bbox } = plot;
          const rule = (stroke: string, dash: number[], from: [number, number], to: [number, number]) => {
            ctx.save();
            ctx.strokeStyle = stroke;
            ctx.lineWidth = 1.5 * devicePixelRatio;
            ctx.setLineDash(dash.map((length) => length * devicePixelRatio));
            ctx.beginPath();
            ctx.moveTo(...from);
            ctx.lineTo(...to);
            ctx.stroke();
            ctx.restore();
          };
          if (limit !== undefined) {
            const y = plot.valToPos(limit, 'y', true);
            rule(color('bad'), [6, 4], [bbox.left, y], [bbox.left + bbox.width, y]);
          }
          const x = fromMs === undefined ? Number.NaN : plot.valToPos(fromMs / SECOND_MS, 'x', true);
          if (x >= bbox.left && x <= bbox.left + bbox.width)
            rule(color('muted'), [2, 3], [x, bbox.top], [x, bbox.top + bbox.height]);
        },
      ],
    },
  };
}
