import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Starts a script of this folder in a process of its own, with TypeScript. */
export function startScript(name: string): ChildProcess {
  return fork(fileURLToPath(new URL(`./${name}`, import.meta.url)), { execArgv: ['--import', 'tsx'] });
}

/** Sends a message and waits for the next one that comes back. @throws where the process ends first */
export function ask<Answer>(child: ChildProcess, message: object): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error('the process of the clients ended'));
    child.once('exit', fail);
    child.once('message', (answer) => {
      child.off('exit', fail);
      resolve(answer as Answer);
    });
    child.send(message);
  });
}
