/** A value that survives JSON and structured clone. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
