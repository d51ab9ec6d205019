const OUTPUT_FLAGS = ['-o', '--output'];

/**
 * Whether a command line, which may be wrong elsewhere, asks for `-o nagios` on standard output: a caller that reads exit
 * codes as those of a monitoring plugin takes 2 for CRITICAL, where the plugin could only not start. `--cronjob` wins.
 */
export const isPluginCall = (argv: readonly string[]): boolean => {
  const end = argv.indexOf('--');
  const words = end < 0 ? argv : argv.slice(0, end);
  return !words.includes('--cronjob') && words.some((word, at) => isPluginOutput(word, words[at - 1]));
};

const isPluginOutput = (word: string, before: string | undefined): boolean => {
  const format = word.replace(/^(?:--output=|-o)/, '');
  const isValue = format !== word || OUTPUT_FLAGS.includes(before ?? '');
  return isValue && (format === 'nagios' || format === 'nagios=-');
};
