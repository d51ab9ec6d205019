/** As in libpq: `prefer` and `require` encrypt without verifying, `verify-full` verifies chain and name. */
export const sslModes = ['disable', 'prefer', 'require', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];
