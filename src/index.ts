export * as z from 'zod';
export type { Check, CheckContext, CheckDefinition } from './check/check.ts';
export { defineCheck } from './check/check.ts';
export type { Assertion, Finding, ObjectRef, Report, Result } from './model/result.ts';
export { duration } from './params/duration.ts';
