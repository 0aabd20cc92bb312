import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import * as z from 'zod/mini';
import type { BundleName } from '../../app/bundle.ts';
import { BundledFunction } from '../../app/release/bundled-function.ts';
import { GateParameters } from '../../hooks/pipeline-gate.ts';
import type { ArtifactStore } from '../artifact-store.ts';
import type { FunctionRule } from '../renderer/condition-rules.ts';

/** Above the sum of a gate's own waits; it reports ten seconds earlier. */
const GATE_TIMEOUT = cdk.Duration.minutes(1);
const GATE_MEMORY_MEGABYTES = 256;
/** Stages that ask at the same moment, as those of a wave do, and a retry beside them. */
const GATE_CONCURRENCY = 5;
const LOG_RETENTION_DAYS = 365;
/** All of a function's environment together: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ENVIRONMENT_BYTES_MAX = 4_096;

/** Properties of `GateFunction`. */
export interface GateFunctionProps {
  readonly pipelineName: string;
  readonly bundle: BundleName & ('freeze-gate' | 'alias-guard');
  /** Name of its rule in a stage. */
  readonly ruleName: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Its key encrypts the function's log. */
  readonly store: ArtifactStore;
  /** All that the gate may do, beside its log and its answer. */
  readonly statements: readonly iam.PolicyStatement[];
}

/**
 * A function that the stages of the pipeline ask before they are entered. What it decides by is in its environment and
 * not in the pipeline: a change of it leaves the pipeline's structure alone, and with it the releases that a stage can
 * be rolled back to.
 */
export class GateFunction extends Construct {
  private readonly gate: BundledFunction;
  private readonly props: GateFunctionProps;
  private readonly functionName: string;

  constructor(scope: Construct, id: string, props: GateFunctionProps) {
    super(scope, id);
    this.props = props;
    const bytes = Buffer.byteLength(JSON.stringify(props.environment));
    if (bytes > ENVIRONMENT_BYTES_MAX && !cdk.Token.isUnresolved(JSON.stringify(props.environment))) {
      throw new Error(
        `${props.description}: what it decides by takes ${bytes} bytes, and Lambda's environment holds ${ENVIRONMENT_BYTES_MAX}; take out what is past`,
      );
    }
    this.functionName = `${props.pipelineName}-${props.bundle}`;
    props.store.allowLogGroup(`/aws/lambda/${this.functionName}`);
    this.gate = new BundledFunction(this, 'Gate', {
      functionName: this.functionName,
      description: props.description,
      bundle: props.bundle,
      environment: props.environment,
      key: props.store.key,
      logRetentionDays: LOG_RETENTION_DAYS,
      timeout: GATE_TIMEOUT,
      memoryMegabytes: GATE_MEMORY_MEGABYTES,
      reservedConcurrency: GATE_CONCURRENCY,
      statements: [
        // Neither takes a resource: a job belongs to no pipeline that a policy could name.
        new iam.PolicyStatement({
          actions: ['codepipeline:PutJobFailureResult', 'codepipeline:PutJobSuccessResult'],
          resources: ['*'],
        }),
        ...props.statements,
      ],
    });
  }

  /** The rule with which a stage asks this gate. */
  ruleFor(stageName: string): FunctionRule {
    return {
      kind: 'function',
      name: this.props.ruleName,
      functionName: this.functionName,
      functionArn: this.gate.function.functionArn,
      parameters: z.encode(GateParameters, { stage: stageName }),
    };
  }
}
