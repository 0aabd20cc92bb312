import type { ChangeSource, Replacement, RequiresRecreation, ResourceAttribute } from '@aws-sdk/client-cloudformation';

/** One reason for a change: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChangeDetail.html */
export interface ChangeDetail {
  readonly attribute: ResourceAttribute;
  /** Top-level property. */
  readonly name?: string;
  readonly requiresRecreation: RequiresRecreation;
  /** As `/Properties/Tags/0/Value`. */
  readonly path?: string;
  readonly kind?: 'Add' | 'Modify' | 'Remove';
  readonly before?: string;
  readonly after?: string;
  readonly evaluation: 'Static' | 'Dynamic';
  readonly source: ChangeSource;
  readonly causingEntity?: string;
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
export interface PlannedChange {
  readonly action: 'Add' | 'Modify' | 'Remove';
  readonly logicalId: string;
  readonly physicalId?: string;
  readonly type: string;
  readonly replacement?: Replacement;
  readonly policyAction?:
    | 'Delete'
    | 'Retain'
    | 'Snapshot'
    | 'ReplaceAndDelete'
    | 'ReplaceAndRetain'
    | 'ReplaceAndSnapshot';
  readonly scope: readonly ResourceAttribute[];
  readonly details: readonly ChangeDetail[];
  /** JSON of properties and metadata, before and after. */
  readonly beforeContext?: string;
  readonly afterContext?: string;
}
