/**
 * How hard a change is to take back by deploying the earlier template again.
 *
 * - `reversible`: the earlier template restores everything.
 * - `twoStep`: nothing is lost, but the earlier template alone does not restore it, or the deployment can only succeed
 *   in two releases.
 * - `oneWay`: data, an identity that clients hold, or a promise to clients is lost, and no template brings it back.
 */
export type ChangeClass = 'reversible' | 'twoStep' | 'oneWay';

/**
 * What a change only comes from.
 *
 * - `new`: a resource that is made anew with each change of what it is of, such as a function's version; `earlier`: the one before.
 * - `reference`: it only names the new one.
 */
export type Derivation = 'new' | 'earlier' | 'reference';

/** One change that a release makes to what is deployed. */
export interface Change {
  readonly class: ChangeClass;
  /**
   * What a commit accepts it by: `<kind>:<construct path>[.<part>]`, such as `index-removed:Students/Table.ByYear`. The
   * same in every stage, without blanks and commas.
   */
  readonly name: string;
  readonly logicalId: string;
  /** Construct path, from the app on; the logical id where the template says none. */
  readonly path: string;
  readonly type: string;
  /** A sentence: what is lost or goes wrong. */
  readonly reason: string;
  /** A sentence: how to do it without. Empty for what is reversible. */
  readonly remedy: string;
  /** @default - somebody made it */
  readonly derived?: Derivation;
}

/** A finding of one judge, before it gets the name and place of its resource. */
export interface Verdict {
  readonly class: ChangeClass;
  /** In kebab-case, such as `index-removed`. */
  readonly kind: string;
  /** The part of the resource, such as the name of an index. @default - the resource as a whole */
  readonly part?: string;
  readonly reason: string;
  readonly remedy: string;
}
