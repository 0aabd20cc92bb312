/** What a hook concludes. `inconclusive`: the evidence is missing; it is reported as Failed, never as healthy. */
export interface Verdict {
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  /** One sentence for the person who reads the log. */
  readonly reason: string;
}
