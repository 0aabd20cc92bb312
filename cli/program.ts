import { Argument, Command, CommanderError, Option } from 'commander';
import { plain } from '../console/model/plain.ts';
import { troubleOf } from '../console/model/trouble.ts';
import { Refused } from '../operations/refused.ts';
import { unreached } from '../operations/transport.ts';
import { UserError } from '../rehearsal/kernel/errors.ts';
import { addLook } from './arguments/look.ts';
import {
  answeringRole,
  collect,
  exitCodes,
  exitCodesOfServer,
  pipeline,
  port,
  positive,
  region,
} from './arguments/options.ts';
import { speed, speedOfRehearsal } from './arguments/speed.ts';
import { addSteer } from './arguments/steer.ts';
import { INTERRUPTED, Interrupted } from './commands/interruption.ts';
import { packageVersion } from './package-version.ts';

/** Exit codes: 0 as expected, 1 the release or an expectation failed, 2 the command was used wrongly; Ctrl-C ends with INTERRUPTED. */
export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;

function program(done: (code: number) => void): Command {
  const slipway = new Command('slipway')
    .description('A release pipeline for serverless applications on AWS, rehearsed end to end on this machine.')
    .version(packageVersion())
    // What a command takes is its own, also where its parent takes something of that name.
    .enablePositionalOptions()
    .showHelpAfterError('(slipway --help lists the commands)')
    .exitOverride();

  const keep = () => new Option('--keep <dir>', 'keep the state in this folder, and go on from what is there');

  const enforce = () =>
    new Option(
      '--enforce <mode>',
      'what the policies of callers do: nothing (off), be written down (log), decide (deny)',
    )
      .choices(['off', 'log', 'deny'])
      .default('deny');
  const organisationPolicy = () =>
    new Option('--organization-policy <file>', 'a service control policy of the organization, as a JSON document');

  slipway
    .command('rehearse', { isDefault: true })
    .description('Release the working tree through the whole pipeline: push, build, Beta, approval, canary in Prod.')
    .option('--once', 'end when the releases are done, instead of staying up to look around')
    .option('--yes', 'approve without asking')
    .option('--json', 'print one summary document on standard output; progress goes to standard error')
    .option(
      '--scenario <name>',
      'run this scenario, or this group of them (repeatable; "all" runs every one)',
      collect,
      [],
    )
    .addOption(
      new Option('--rps <n>', 'requests a second (of virtual time) to Prod').argParser(positive(1000)).default(5),
    )
    .addOption(speedOfRehearsal())
    .addOption(keep())
    .addOption(port())
    .addOption(enforce())
    .addOption(organisationPolicy())
    .option('--record-access <file>', 'write down what every role may do and did, scenario by scenario')
    .addHelpText('after', exitCodes('everything held', 'a release or expectation failed'))
    // As the default command it also gets what was meant to be the name of another.
    .allowExcessArguments()
    .action(async (options, { args: [stray] }: Command) => {
      if (stray !== undefined)
        throw new UserError(
          'UnknownCommand',
          `There is no command "${stray}"`,
          `There are: ${slipway.commands.map((command) => command.name()).join(', ')}.`,
        );
      done(await (await import('./commands/rehearse.ts')).rehearse(options));
    });

  slipway
    .command('scenarios')
    .description('List the scenarios that "rehearse --scenario" runs, and their groups.')
    .option('--json', 'print them as JSON')
    .addHelpText('after', exitCodes('printed', 'they cannot be read'))
    .action(async (options) => done(await (await import('./commands/scenarios.ts')).listScenarios(options)));

  slipway
    .command('changes')
    .description('Class what a release changes, and what it newly allows, from two cloud assemblies.')
    .requiredOption('--against <dir>', 'the cloud assembly that is deployed: cdk.out of another commit')
    .option('--assembly <dir>', 'the cloud assembly of the release', 'cdk.out')
    .option('--json', 'print them as JSON')
    .addHelpText('after', exitCodes('no one-way change', 'a one-way change'))
    .action(async (options) => done(await (await import('./commands/changes.ts')).listChanges(options)));

  slipway
    .command('alarms')
    .description('Print what the alarms of each stage can see in its bake: how often they fire, and what they miss.')
    .option('--json', 'print the figures as JSON; chances are 0 to 1')
    .addHelpText(
      'after',
      `\nThe figures follow from expected, shift, alarms and mustDetect in pipeline/environments.ts.${exitCodes('every stage sees what it must', 'the synthesis fails on one of them')}`,
    )
    .action(async (options) => done(await (await import('./commands/alarms.ts')).alarms(options)));

  slipway
    .command('access')
    .description('Print what each role of a rehearsal may do, did, never did and was denied.')
    .option('--role <text>', 'only roles with this in their ARN')
    .addOption(new Option('--fail-on <what>', 'end with 1 when there is such a thing').choices(['unused', 'denied']))
    .option(
      '--entries <file>',
      'with --fail-on unused: grants that may be unused, each with its reason (repeatable)',
      collect,
      [],
    )
    .option('--from <file>', 'a recording of "rehearse --record-access", in place of a running endpoint')
    .option('--json', 'print the ledger as JSON')
    .addHelpText(
      'after',
      `\nAsks the endpoint in AWS_ENDPOINT_URL, whatever ran on it, or a recording. Wildcards are followed by what they covered.${exitCodes('done', '--fail-on found something')}`,
    )
    .action(async (options) => done(await (await import('./commands/access.ts')).access(options)));

  slipway
    .command('grants')
    .description(
      'Take every grant of every role away by itself, and tell which scenarios of a recorded rehearsal fail.',
    )
    .argument('<file>', 'a recording of "rehearse --record-access"')
    .option('--entries <file>', 'grants that nothing needs, each with its reason (repeatable)', collect, [])
    .option('--json', 'print the table as JSON')
    .addHelpText(
      'after',
      `\nThe requests of the rehearsal are put to the same evaluator once more, without the grant.${exitCodes('each grant is needed or has a reason', 'not so, or a reason is for none')}`,
    )
    .action(async (file: string, options) => done((await import('./commands/grants.ts')).grants(file, options)));

  slipway
    .command('report')
    .description('Write a report on what a release is made of.')
    .command('security')
    .description(
      'Write the security report on a cloud assembly: findings, the decisions that keep them, and what changed; as HTML, Markdown, CSV, JSON and SARIF.',
    )
    .option('--assembly <dir>', 'the cloud assembly, as "npm run synth" wrote it', 'cdk.out')
    .option('--out <dir>', 'folder for the report', 'reports/security')
    .option('--against <dir>', 'folder of an earlier report, or an earlier cloud assembly, to compare with')
    .option('--access <file>', 'what "slipway access --json" printed, or the address of an endpoint that is up')
    .option('--sbom <path>', 'a CycloneDX SBOM, or a folder of them (repeatable)', collect, [])
    .option('--sbom-against <path>', 'the SBOMs of the release before (repeatable)', collect, [])
    .option('--subject <text>', 'what is reported on; else version and commit')
    .option('--json', 'print totals and files as JSON')
    .addHelpText('after', exitCodes('nothing is open', 'a finding is open'))
    .action(async (options) => done(await (await import('./commands/report.ts')).reportSecurity(options)));

  slipway
    .command('endpoint')
    .description('Start the local AWS endpoint alone, as an empty account, until a signal ends it.')
    .addOption(port())
    .addOption(keep())
    .addOption(speed())
    .addOption(enforce())
    .addOption(organisationPolicy())
    .addHelpText('after', exitCodesOfServer('it could not start, or had a fault of its own'))
    .action(async (options) => done(await (await import('./commands/endpoint.ts')).endpoint(options)));

  slipway
    .command('console')
    .description(
      'Serve the console in the browser: the pipeline, approvals, releases, security; on AWS or an endpoint.',
    )
    .addOption(pipeline())
    .addOption(region())
    .addOption(port())
    .option('--host <address>', 'address to listen on; plain HTTP, so keep it to this machine or a tunnel', '127.0.0.1')
    .option('--read-only', 'show everything and change nothing, as for a screen on the wall')
    .addOption(answeringRole())
    .addHelpText(
      'after',
      `\nPrints the address, which carries the token of the session. Changes are made as the AWS principal of this environment.${exitCodesOfServer('no such pipeline or nobody answers')}`,
    )
    .action(async (options) => done(await (await import('./commands/console.ts')).runConsole(options)));

  addLook(slipway, done);
  addSteer(slipway, done);

  slipway
    .command('completion')
    .description('Print what makes a shell complete this command line.')
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      '\nbash: eval "$(slipway completion bash)"; zsh: the same with zsh, after compinit; fish: slipway completion fish | source.\nExit codes: 0 printed, 2 wrong usage.',
    )
    .action(async (shell) => done((await import('./commands/completion.ts')).completion(slipway, shell)));
  return slipway;
}

/** What AWS answered instead of a result. */
const isAwsAnswer = (error: unknown): error is Error => error instanceof Error && '$fault' in error;

/** @returns undefined for what is a bug, which nobody but its stack can say */
function inWords(error: unknown): string | undefined {
  if (error instanceof UserError || error instanceof Refused) return `${error.message}. ${error.hint}`;
  if (isAwsAnswer(error)) return `${error.name}: ${error.message}`;
  // A command ends here: that it goes on by itself is for who watches.
  const trouble = unreached(error) ?? troubleOf(error);
  return trouble === undefined ? undefined : `${trouble.message}. ${trouble.hint}`;
}

/**
 * Runs the command line.
 * @returns the exit code
 */
export async function run(args: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  try {
    await program((result) => {
      code = result;
    }).parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof Interrupted) return INTERRUPTED;
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    const said = inWords(error);
    if (said === undefined) throw error;
    process.stderr.write(`${plain(said)}\n`);
    return error instanceof UserError ? EXIT.usage : EXIT.failed;
  }
}
