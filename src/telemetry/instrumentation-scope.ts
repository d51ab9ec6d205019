/** What says in every signal that kavmon sent it. One object, since exporters group by its identity. */
export const INSTRUMENTATION_SCOPE = { name: 'kavmon' } as const;
