import type { Command } from 'commander';
import { UserError } from '../../rehearsal/kernel/errors.ts';
import { answeringRole, type Done, exitCodes, json, pipeline, reason, region, yes } from './options.ts';

const EXECUTION = '[execution]';
const NOT_DONE = 'nothing was changed';

const common = (command: Command): Command =>
  command.addOption(pipeline()).addOption(region()).addOption(yes()).addOption(json());

const answers = (command: Command): Command =>
  common(command)
    .argument(EXECUTION, 'the execution or its commit, or the first letters of one; else the one that waits')
    .option('--stage <name>', 'the approval, where releases wait at several')
    .option('--dossier <hash>', 'answer only if the dossier still has this hash, as it was read before')
    .addOption(answeringRole());

function addAnswers(slipway: Command, done: Done): void {
  answers(slipway.command('approve'))
    .description('Show the dossier of a release that waits, and approve it.')
    .option('--comment <text>', 'stays in the history, with the hash of the dossier')
    .addHelpText('after', exitCodes('approved', 'not approved: declined, void, answered by another, or facts changed'))
    .action(async (id, options) => done(await (await import('../commands/answer.ts')).answer(true, id, options)));

  answers(slipway.command('reject'))
    .description('Show the dossier of a release that waits, and reject it.')
    .requiredOption('--comment <text>', 'what has to change: the developer reads it')
    .addHelpText('after', exitCodes('rejected', 'not rejected: declined, void, answered by another, or facts changed'))
    .action(async (id, options) => done(await (await import('../commands/answer.ts')).answer(false, id, options)));
}

const steering = () => import('../commands/steer-release.ts');

function addReleaseVerbs(release: Command, done: Done): void {
  common(release.command('start'))
    .description('Start a release by hand, as a push would.')
    .option('--commit <id>', "of the pipeline's repository; else the newest of its branch")
    .addHelpText('after', exitCodes('it has begun', NOT_DONE))
    .action(async (options) => done(await (await steering()).startRelease(options)));

  common(release.command('stop'))
    .description('Stop a release: its shifts are taken back; where nothing shifts, its execution ends.')
    .argument(EXECUTION, 'the execution or its commit, or the first letters of one; else the newest that is under way')
    .addOption(reason().makeOptionMandatory())
    .option('--abandon', 'where nothing shifts: end its actions at once')
    .addHelpText('after', exitCodes('it is being stopped', NOT_DONE))
    .action(async (id, options) => done(await (await steering()).stopRelease(id, options)));

  common(release.command('retry'))
    .description('Try the stage that failed again, in the same execution.')
    .argument(EXECUTION, 'the execution or its commit, or the first letters of one; else the one that a stage holds')
    .option('--stage <name>', 'the stage, where several hold a release that failed')
    .option(
      '--all-actions',
      'every action of the stage, and not only those that failed; so it is anyway where a change set was executed',
    )
    .addHelpText('after', exitCodes('it runs again', NOT_DONE))
    .action(async (id, options) => done(await (await steering()).retryRelease(id, options)));

  common(release.command('rollback'))
    .description('Take the last stage back to what it ran before the release that runs there.')
    .argument(
      EXECUTION,
      'the execution that runs there or its commit, or the first letters of one; else the newest that was released',
    )
    .addOption(reason().makeOptionMandatory())
    .addHelpText('after', exitCodes('the way back has begun', NOT_DONE))
    .action(async (id, options) => done(await (await steering()).rollBackRelease(id, options)));
}

function addBrief(release: Command, done: Done): void {
  release
    .command('brief')
    .description(
      'Tell what became of a release: what happened when, who was affected, what was restored, what is blocked.',
    )
    .argument(
      EXECUTION,
      'the execution or its commit, or the first letters of one; else the newest that did not get through, else the newest',
    )
    .addOption(pipeline())
    .addOption(region())
    .addOption(json('print it as JSON; instants are milliseconds since the Unix epoch'))
    .addHelpText('after', exitCodes('told', 'no such release, it is still under way, or nobody answers'))
    .action(async (id, options) => done(await (await import('../commands/brief.ts')).brief(id, options)));
}

const addRepair = (to: Command, done: Done): Command =>
  common(to.command('repair'))
    .description('Put each alias of a stage wholly on the version that its stack says, on AWS or an endpoint.')
    .requiredOption('--stage <name>', 'the stage')
    .addHelpText('after', exitCodes('nothing is wrong any more', 'something is and was left'))
    .action(async (options) => done(await (await import('../commands/repair.ts')).runRepair(options)));

/** What is given to `release` itself, and not to one of its verbs. */
interface PastAlarms {
  readonly pastAlarms?: boolean;
  readonly reason?: string;
  readonly pipeline: string;
}

function addRelease(slipway: Command, done: Done): void {
  const release = common(slipway.command('release'))
    .description(
      'Start, stop, retry, roll back or repair a release; tell what became of one; or let one past a red alarm.',
    )
    // A verb has a reason of its own.
    .enablePositionalOptions()
    .allowExcessArguments()
    .option(
      '--past-alarms',
      'without a verb: let one release into its stage past a red alarm; it is written down and told',
    )
    .addOption(reason())
    .option('--stage <name>', 'the stage that it is kept out of; needed only when there are several')
    .addHelpText('after', exitCodes('the release enters', 'it was left where it is'))
    .action(async (options: PastAlarms, { args: [stray] }: Command) => {
      if (stray !== undefined)
        throw new UserError(
          'UnknownCommand',
          `There is no command "release ${stray}"`,
          `There are: ${release.commands.map((command) => command.name()).join(', ')}; or --past-alarms.`,
        );
      // Asked for here, since commander would ask the verbs for it too.
      if (options.pastAlarms !== true) return release.error("error: required option '--past-alarms' not specified");
      const { reason: why } = options;
      if (why === undefined) return release.error("error: required option '--reason <text>' not specified");
      done(await (await import('../commands/release.ts')).runRelease({ ...options, reason: why }));
    });
  release.hook('preSubcommand', refuseOptionsBefore);
  addReleaseVerbs(release, done);
  addBrief(release, done);
  addRepair(release, done);
}

/** What is given before a verb is not the verb's: passed over, it would steer another pipeline than is meant. */
function refuseOptionsBefore(release: Command, verb: Command): void {
  const given = release.options.find((option) => release.getOptionValueSource(option.attributeName()) === 'cli');
  if (given !== undefined)
    release.error(
      `error: option '${given.flags}' stands before '${verb.name()}': write it behind, as ${release.name()} ${verb.name()} ${given.long}`,
    );
}

function addTransitions(slipway: Command, done: Done): void {
  const transitions = slipway.command('transitions').description('Close or open the way into a stage.');
  const verbs = [
    { verb: 'disable', says: 'Let no release into a stage; what is in it goes on.', enabled: false },
    { verb: 'enable', says: 'Let releases into a stage again.', enabled: true },
  ];
  for (const { verb, says, enabled } of verbs)
    common(transitions.command(verb))
      .description(says)
      .argument('<stage>', 'the stage')
      .addOption(reason().makeOptionMandatory())
      .addHelpText('after', exitCodes(enabled ? 'it is open' : 'it is closed', NOT_DONE))
      .action(async (stage, options) =>
        done(await (await import('../commands/transitions.ts')).setTransition(enabled, stage, options)),
      );
}

/** The commands that change what a pipeline does, on AWS or an endpoint. */
export function addSteer(slipway: Command, done: Done): void {
  addAnswers(slipway, done);
  addRelease(slipway, done);
  addTransitions(slipway, done);
  // As it was called before it was a verb of a release.
  addRepair(slipway, done);
}
