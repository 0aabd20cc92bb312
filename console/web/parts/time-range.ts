const MINUTE_S = 60;

/**
 * What a chart shows of time, in seconds: around a single minute the ones beside it, where uPlot would show a day. Pure.
 * @param times of its points
 * @param low where uPlot would begin
 * @param high where it would end
 */
export function timeRange(times: ArrayLike<number>, low: number, high: number): [number, number] {
  const first = times[0];
  return times.length === 1 && first !== undefined ? [first - MINUTE_S, first + MINUTE_S] : [low, high];
}
