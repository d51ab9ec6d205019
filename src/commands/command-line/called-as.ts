import { basename } from 'node:path';

/** How the program was called. */
export interface ProgramCall {
  /** As people type it, for the help. */
  readonly name: 'kavmon' | 'kubectl kavmon';
  readonly argv: readonly string[];
}

/**
 * Reads the name of the file that was started, which may be a link: `kubectl kavmon` starts `kubectl-kavmon`, and completion of it
 * `kubectl_complete-kavmon` (https://kubernetes.io/docs/tasks/extend-kubectl/kubectl-plugins/).
 */
export const readProgramCall = (script: string, argv: readonly string[]): ProgramCall => {
  const called = basename(script).replace(/\.\w+$/, '');
  if (called === 'kubectl_complete-kavmon') return { name: 'kubectl kavmon', argv: ['complete', '--', ...argv] };
  return { name: called === 'kubectl-kavmon' ? 'kubectl kavmon' : 'kavmon', argv };
};
