import { run } from './program.ts';

// Who reads our output may stop reading (`slipway scenarios | head`), or close the terminal: that is no error. What has to
// clean up is told as by the terminal itself.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
    if (!process.emit('SIGHUP')) process.exit(0);
  });
process.exitCode = await run(process.argv.slice(2));
