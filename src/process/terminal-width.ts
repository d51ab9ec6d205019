/** Columns where neither the terminal nor `COLUMNS` says how many there are. */
const DEFAULT_COLUMNS = 100;

/** The width of what is printed for people, in columns: `COLUMNS`, as `ls` and `man` take it, else that of the terminal. */
export const terminalWidth = (
  { COLUMNS = '' }: NodeJS.ProcessEnv,
  { columns }: { readonly columns?: number | undefined },
): number => (/^[1-9]\d{0,4}$/.test(COLUMNS) ? Number(COLUMNS) : columns || DEFAULT_COLUMNS);
