import { version } from '../../package.json';
import { PersonError } from '../core/personError';
import type { Command } from './command';
import { complete } from './complete';
import { convert } from './convert';
import { drivers } from './drivers';
import type { Environment } from './environment';
import { evaluate } from './evaluate';
import { exportJob } from './exportJob';
import { commandHelp, programHelp } from './help';
import { importModel } from './importModel';
import { next } from './next';
import { report } from './report';
import { sample } from './sample';
import { train } from './train';

/** In the order in which the help lists them. */
export const commands: readonly Command[] = [
  complete,
  sample,
  next,
  evaluate,
  drivers,
  report,
  train,
  exportJob,
  convert,
  importModel,
];

/**
 * Runs the program.
 *
 * @param args what stands behind its name.
 * @returns the exit code. Errors have been told by then.
 */
export async function program(environment: Environment, args: readonly string[]): Promise<number> {
  try {
    await run(environment, args);
    return 0;
  } catch (error) {
    environment.tell(
      error instanceof PersonError
        ? `char-rnn: ${error.message}`
        : `char-rnn met an unexpected error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    return 1;
  }
}

async function run(environment: Environment, given: readonly string[]): Promise<void> {
  const name = given.at(0);
  const args = given.slice(1);
  if (name === undefined) {
    throw new PersonError(`No command is given.\n\n${programHelp(commands)}`);
  }
  if (name === '--version') {
    environment.print(`${version}\n`);
    return;
  }
  if (name === 'help' || name === '--help' || name === '-h') {
    environment.print(args.length > 0 ? commandHelp(find(args[0])) : programHelp(commands));
    return;
  }
  const command = find(name);
  if (!(await command.run(environment, args))) {
    environment.print(commandHelp(command));
  }
}

function find(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (!command) {
    throw new PersonError(
      `There is no command ${JSON.stringify(name)}. There are: ${commands.map((known) => known.name).join(', ')} and help.`,
    );
  }
  return command;
}
