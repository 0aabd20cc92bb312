import type { Command } from 'commander';
import { type Done, exitCodes, json, pipeline, region, wholeNumber } from './options.ts';

const NOT_READ = 'no such pipeline, no rights or nobody answers';

/** The commands that look at a pipeline, on AWS or an endpoint, and change nothing. */
export function addLook(slipway: Command, done: Done): void {
  slipway
    .command('status')
    .description('Show the pipeline as it is now: stages, actions, gates, what waits for whom.')
    .addOption(pipeline())
    .addOption(region())
    .addOption(json('print it as JSON; instants are milliseconds since the Unix epoch'))
    .addHelpText('after', exitCodes('shown', NOT_READ))
    .action(async (options) => done(await (await import('../commands/status.ts')).status(options)));

  slipway
    .command('watch')
    .description('Show the pipeline live: stages, actions, shifts, alarms with their distance, hooks; until Ctrl-C.')
    .argument('[execution]', 'end with this release; the execution or its commit, or the first letters of one')
    .addOption(pipeline())
    .addOption(region())
    .addOption(json('print a JSON document a line, each time something has changed'))
    .addHelpText('after', exitCodes('the release was released', 'it ended otherwise'))
    .action(async (id, options) => done(await (await import('../commands/watch.ts')).watch(id, options)));

  slipway
    .command('logs')
    .description("Print the log of an action's build.")
    .argument('[action]', 'stage/action, or one of the two; else what runs, else what failed, else the last build')
    .option('--execution <id>', 'the execution or its commit, or the first letters of one; else the newest')
    .option('-f, --follow', 'go on with what it writes, until it ends')
    .option('--lines <n>', 'lines of what is there already, at most', wholeNumber(1, 10_000), 100)
    .addOption(pipeline())
    .addOption(region())
    .addOption(json('print it as JSON; with --follow a document a line'))
    .addHelpText('after', exitCodes('printed', 'no such build, or one that is followed failed'))
    .action(async (action, options) => done(await (await import('../commands/logs.ts')).logs(action, options)));

  slipway
    .command('history')
    .description('List the releases, the newest first: how each ended, what caused it, what approvers said.')
    .option('--limit <n>', 'releases at most', wholeNumber(1, 10_000), 20)
    .addOption(pipeline())
    .addOption(region())
    .addOption(json('print them as JSON; instants are milliseconds since the Unix epoch'))
    .addHelpText('after', exitCodes('shown', NOT_READ))
    .action(async (options) => done(await (await import('../commands/history.ts')).history(options)));

  slipway
    .command('metrics')
    .description("Print the four DORA figures of the last 30 days, from the pipeline's own history.")
    .addOption(pipeline())
    .addOption(region())
    .addOption(json('print them as JSON; spans are milliseconds, the rate is 0 to 1'))
    .addHelpText('after', exitCodes('shown', NOT_READ))
    .action(async (options) => done(await (await import('../commands/metrics.ts')).metrics(options)));

  slipway
    .command('doctor')
    .description(
      'Look at what commonly stands in the way: node, git, credentials, bootstrap, quotas, hooks, aliases, approvals.',
    )
    .addOption(pipeline())
    .addOption(region())
    .addOption(json('print the checks as JSON'))
    .addHelpText('after', exitCodes('nothing is wrong', 'something is; its mend is beside it'))
    .action(async (options) => done(await (await import('../commands/doctor.ts')).doctor(options)));
}
