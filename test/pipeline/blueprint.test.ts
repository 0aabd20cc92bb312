import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as cdk from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ManualApprovalStep, ShellStep, Step } from 'aws-cdk-lib/pipelines';
import { parse } from 'yaml';
import { ArtifactStore } from '../../pipeline/artifact-store.ts';
import { ReleasePipeline } from '../../pipeline/renderer/release-pipeline.ts';
import { BuildSpecStep } from '../../pipeline/renderer/steps/build-spec-step.ts';
import { CodeCommitSourceStep } from '../../pipeline/renderer/steps/code-commit-source-step.ts';
import { readAction, readPipeline } from './read-template.ts';
import { env, newApp } from './synthesize.ts';

/** A pipeline to which a test adds stages and steps with the API of CDK Pipelines. */
function newPipeline() {
  const app = newApp();
  const stack = new cdk.Stack(app, 'Pipeline', { env });
  const source = new CodeCommitSourceStep('Source', {
    repositoryName: 'r',
    repositoryArn: 'arn:aws:codecommit:eu-west-1:111122223333:r',
    branch: 'main',
  });
  const synth = new BuildSpecStep('Build', {
    input: source.output,
    buildSpec: 'b.yml',
    outputs: ['Assembly', 'Tools'],
  });
  const pipeline = new ReleasePipeline(stack, 'Release', {
    pipelineName: 'p',
    synth,
    artifactStore: new ArtifactStore(stack, 'Store', { pipelineName: 'p' }),
    tools: synth.output('Tools'),
    updateBuildSpec: 'update',
    publishBuildSpec: 'publish',
  });
  return { app, stack, source, synth, pipeline };
}

/** A stage with one stack, or with two of which the second needs the first. */
function newStage(scope: cdk.Stack, id: string, stacks: readonly string[] = ['Only']): cdk.Stage {
  const stage = new cdk.Stage(scope, id, { env });
  const made = stacks.map((name) => {
    const stack = new cdk.Stack(stage, name);
    new sns.Topic(stack, 'Topic');
    return stack;
  });
  made.slice(1).forEach((stack, index) => {
    stack.addStackDependency(made.slice(index, index + 1)[0] ?? stack);
  });
  return stage;
}

function actionsOf(template: Template, stageName: string): string[] {
  const stage = readPipeline(template).Properties.Stages.find((one) => one.Name === stageName);
  return (stage?.Actions ?? []).map((action) => `${action.RunOrder} ${action.Name}`);
}

describe('the blueprint of CDK Pipelines', () => {
  test('a stack is deployed after the one that it depends on', () => {
    const { stack, pipeline } = newPipeline();
    pipeline.addStage(newStage(stack, 'Beta', ['First', 'Second']));
    pipeline.buildPipeline();
    expect(actionsOf(Template.fromStack(stack), 'Beta')).toEqual([
      '1 First.Prepare',
      '2 First.Deploy',
      '3 Second.Prepare',
      '4 Second.Deploy',
    ]);
  });

  test('the stages of a wave run side by side, between its pre and post steps', () => {
    const { stack, source, pipeline } = newPipeline();
    const wave = pipeline.addWave('Wave', {
      pre: [new ManualApprovalStep('Ask')],
      post: [new ShellStep('Check', { input: source.output, commands: ['true'] })],
    });
    wave.addStage(newStage(stack, 'One'));
    wave.addStage(newStage(stack, 'Two'));
    pipeline.buildPipeline();
    expect(actionsOf(Template.fromStack(stack), 'Wave')).toEqual([
      '1 Ask',
      '2 One.Only.Prepare',
      '2 Two.Only.Prepare',
      '3 One.Only.Deploy',
      '3 Two.Only.Deploy',
      '4 Check',
    ]);
  });

  test('a manual approval without a time-out waits seven days, and without a topic needs no role', () => {
    const { stack, pipeline } = newPipeline();
    pipeline.addStage(newStage(stack, 'Beta'), { pre: [new ManualApprovalStep('Ask', { comment: 'sure?' })] });
    pipeline.buildPipeline();
    const ask = readAction(Template.fromStack(stack), 'Beta', 'Ask');
    expect(ask.TimeoutInMinutes).toBe(10_080);
    expect(ask.Configuration).toEqual({ CustomData: 'sure?' });
    expect(ask.RoleArn).toBeUndefined();
  });

  test('a shell step becomes a build of its commands', () => {
    const { stack, source, synth, pipeline } = newPipeline();
    const step = new ShellStep('Check', {
      input: source.output,
      additionalInputs: { tools: synth.output('Tools') },
      installCommands: ['npm ci'],
      commands: ['npm test'],
      env: { LEVEL: 'high' },
      primaryOutputDirectory: 'out',
    });
    pipeline.addStage(newStage(stack, 'Beta'), { post: [step] });
    pipeline.buildPipeline();
    const template = Template.fromStack(stack);
    expect(readAction(template, 'Beta', 'Check')).toMatchObject({
      Configuration: { ProjectName: 'p-Beta-Check', PrimarySource: 'Source' },
      InputArtifacts: [{ Name: 'Source' }, { Name: 'Tools' }],
    });
    const project = Object.values(template.findResources('AWS::CodeBuild::Project')).find(
      (one) => one.Properties.Name === 'p-Beta-Check',
    )?.Properties;
    expect(project.Environment.EnvironmentVariables).toEqual([{ Name: 'LEVEL', Type: 'PLAINTEXT', Value: 'high' }]);
    expect(parse(project.Source.BuildSpec)).toEqual({
      version: '0.2',
      phases: {
        install: {
          'runtime-versions': { nodejs: 24 },
          'on-failure': 'ABORT',
          commands: ['ln -s "$CODEBUILD_SRC_DIR_Tools" "tools"', 'npm ci'],
        },
        build: { 'on-failure': 'ABORT', commands: ['npm test'] },
      },
      artifacts: { 'base-directory': 'out', files: ['**/*'] },
    });
  });

  test('the tags of a stack reach CloudFormation', () => {
    const { app, stack, pipeline } = newPipeline();
    const stage = new cdk.Stage(stack, 'Beta', { env });
    new sns.Topic(new cdk.Stack(stage, 'Only', { tags: { team: 'release' } }), 'Topic');
    pipeline.addStage(stage);
    pipeline.buildPipeline();
    const configuration = readAction(Template.fromStack(stack), 'Beta', 'Only.Prepare').Configuration
      .TemplateConfiguration;
    const [artifact, file = ''] = String(configuration).split('::');
    expect(artifact).toBe('Assembly');
    expect(JSON.parse(readFileSync(path.join(app.outdir, file), 'utf8'))).toEqual({ Tags: { team: 'release' } });
  });
});

describe('what the engine cannot do it refuses by name', () => {
  test('a step of a kind that it does not know', () => {
    class UnknownStep extends Step {}
    const { stack, pipeline } = newPipeline();
    pipeline.addStage(newStage(stack, 'Beta'), { post: [new UnknownStep('Odd')] });
    expect(() => pipeline.buildPipeline()).toThrow("step 'Odd' is a UnknownStep");
  });

  test('conditions of a stage that does not exist', () => {
    const { stack, pipeline } = newPipeline();
    pipeline.addStage(newStage(stack, 'Beta'));
    pipeline.addStageConditions('Gamma', { onFailure: 'rollback' });
    expect(() => pipeline.buildPipeline()).toThrow("conditions are set for stage 'Gamma'");
  });

  test('an output that a step does not have', () => {
    expect(() => newPipeline().synth.output('Reports')).toThrow(
      "step 'Build' has no output 'Reports'; it has Assembly, Tools",
    );
  });
});
