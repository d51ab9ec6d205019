import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Runs a program to its end and returns its output; rejects when it fails or takes longer than `timeout`. */
export const execFileAsync = promisify(execFile);
