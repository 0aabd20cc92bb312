import { ServiceError } from '../../kernel/errors.ts';

/* https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_Operations.html lists the errors of each operation. */

export const pipelineNotFound = (name: string, account: string) =>
  new ServiceError('PipelineNotFoundException', `Account '${account}' does not have a pipeline with name '${name}'`);
export const pipelineNameInUse = (name: string) =>
  new ServiceError('PipelineNameInUseException', `A pipeline with the name '${name}' already exists in account`);
export const versionNotFound = (name: string, version: number) =>
  new ServiceError('PipelineVersionNotFoundException', `Pipeline '${name}' has no version ${version}`);
export const executionNotFound = (pipeline: string, id: string) =>
  new ServiceError(
    'PipelineExecutionNotFoundException',
    `Pipeline '${pipeline}' does not have an execution with id '${id}'`,
  );
export const stageNotFound = (pipeline: string, stage: string) =>
  new ServiceError('StageNotFoundException', `Pipeline '${pipeline}' does not have a stage with name '${stage}'`);
export const actionNotFound = (stage: string, action: string) =>
  new ServiceError('ActionNotFoundException', `Stage '${stage}' does not have an action with name '${action}'`);
export const validation = (message: string) => new ServiceError('ValidationException', message);
export const invalidStructure = (message: string) => new ServiceError('InvalidStructureException', message);
export const invalidStage = (message: string) => new ServiceError('InvalidStageDeclarationException', message);
export const invalidAction = (message: string) => new ServiceError('InvalidActionDeclarationException', message);
export const invalidApprovalToken = (action: string) =>
  new ServiceError(
    'InvalidApprovalTokenException',
    `The token is not that of the approval request which is open for action '${action}'; read it again with GetPipelineState`,
  );
export const approvalAlreadyCompleted = (action: string) =>
  new ServiceError(
    'ApprovalAlreadyCompletedException',
    `The approval action '${action}' has already been approved or rejected.`,
  );
export const conflict = (message: string) => new ServiceError('ConflictException', message);
export const notRetryable = (message: string) => new ServiceError('StageNotRetryableException', message);
export const notLatest = (stage: string, latest: string) =>
  new ServiceError(
    'NotLatestPipelineExecutionException',
    `The stage '${stage}' has been entered by the later execution '${latest}'`,
  );
export const notStoppable = (id: string, status: string) =>
  new ServiceError(
    'PipelineExecutionNotStoppableException',
    `The execution '${id}' cannot be stopped: it is ${status}`,
  );
export const duplicatedStop = (id: string) =>
  new ServiceError(
    'DuplicatedStopRequestException',
    `The execution '${id}' is already stopping; it can only be abandoned`,
  );
export const unableToRollback = (message: string) => new ServiceError('UnableToRollbackStageException', message);
export const outdated = (message: string) => new ServiceError('PipelineExecutionOutdatedException', message);
export const notOverridable = (message: string) => new ServiceError('ConditionNotOverridableException', message);
export const tooManyExecutions = (name: string) =>
  new ServiceError(
    'ConcurrentPipelineExecutionsLimitExceededException',
    `Pipeline '${name}' has reached its limit of concurrent executions`,
  );
export const jobNotFound = (id: string) => new ServiceError('JobNotFoundException', `No job with id '${id}' was found`);
export const invalidJobState = (id: string) =>
  new ServiceError('InvalidJobStateException', `The job '${id}' has already ended`);
export const resourceNotFound = (arn: string) =>
  new ServiceError('ResourceNotFoundException', `No resource ${arn} was found`);
export const invalidNextToken = () => new ServiceError('InvalidNextTokenException', 'The next token is not valid.');
