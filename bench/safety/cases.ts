/** A pair of versions, by the shares of requests that they fail, in percent. Equal ones are a good release. */
export interface Change {
  readonly oldPercent: number;
  readonly newPercent: number;
}

/** What is released, under how much traffic. */
export interface Case extends Change {
  readonly requestsPerSecond: number;
}

export const isGood = ({ oldPercent, newPercent }: Change): boolean => newPercent <= oldPercent;

/** Bad ones of four sizes: tenfold, fiftyfold, threefold, and one that answers nothing; then the good ones. */
export const CHANGES: readonly Change[] = [
  { oldPercent: 0.1, newPercent: 1 },
  { oldPercent: 0.1, newPercent: 5 },
  { oldPercent: 1, newPercent: 3 },
  { oldPercent: 0.1, newPercent: 100 },
  { oldPercent: 0.1, newPercent: 0.1 },
  { oldPercent: 1, newPercent: 1 },
];

export const describeChange = ({ oldPercent, newPercent }: Change): string => `${oldPercent} % -> ${newPercent} %`;
