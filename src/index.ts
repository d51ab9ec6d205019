export * as z from 'zod';
export type { Ambient, Check, Definition } from './check.ts';
export { defineCheck } from './check.ts';
export { duration } from './duration.ts';
export type { Assertion, Finding, ObjectRef, Report, Result } from './result.ts';
