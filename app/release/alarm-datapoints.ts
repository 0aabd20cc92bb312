/**
 * Two bad minutes of three. One minute alone would let a single error at the minimum of traffic take a good release
 * back. Two are seen within four minutes of the shift at the latest (a first part of a minute, two whole ones, and the
 * evaluation), inside the shortest canary of five.
 */
export const ALARM_DATAPOINTS = { evaluationPeriods: 3, datapointsToAlarm: 2 } as const;
