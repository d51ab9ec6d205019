import type { CommandModel, FlagModel, ValueSource } from './model.ts';

/** Script for zsh, made of the functions of its completion system; sourced, or a file named `_kavmon` on `fpath`. No variable `path`: that is PATH. */
export const zshScript = (models: readonly CommandModel[]): string => `#compdef kavmon kubectl-kavmon
# kavmon completion for zsh: source <(kavmon completion zsh)
_kavmon_values() {
  local -a values
  values=(\${(f)"$(kavmon complete $1 $config 2>/dev/null)"})
  (( $#values )) || return 1
  _values -s , $1 $values
}
_kavmon() {
  local at="" word before=""
  local -a config
  for word in \${words[2,CURRENT-1]}; do
    case "\${at:+$at }$word" in
      ${patternsOf(models)}) at="\${at:+$at }$word" ;;
    esac
    case "$before" in -c|--config) config+=(-c "$word") ;; esac
    before="$word"
  done
  case "$at" in
${models.map(commandCase).join('\n')}
  esac
}
if [[ "$funcstack[1]" == _kavmon ]]; then _kavmon "$@"; else compdef _kavmon kavmon kubectl-kavmon; fi
`;

const patternsOf = (models: readonly CommandModel[]): string =>
  models
    .filter(({ words }) => words.length > 0)
    .map(({ words }) => `'${words.join(' ')}'`)
    .join('|');

const commandCase = ({ words, flags, next }: CommandModel): string => {
  const specs = flags.flatMap(specsOf).map((spec) => `      ${spec} \\`);
  return `    '${words.join(' ')}')\n      _arguments -s \\\n${specs.join('\n')}\n      '*:argument:${actionOf(next)}' ;;`;
};

const specsOf = ({ names, description, values }: FlagModel): string[] =>
  names.map((name) => {
    const text = description.replace(/[[\]:\\]/g, '\\$&').replaceAll("'", "'\\''");
    return `'*${name}[${text}]${values === undefined ? '' : `:value:${actionOf(values)}`}'`;
  });

const actionOf = (values: ValueSource): string => {
  if (values.kind === 'words') return `(${values.words.join(' ')})`;
  if (values.kind === 'file') return '_files';
  if (values.kind === 'folder') return '_files -/';
  // The blank in front keeps zsh from adding options of its own to the call.
  return values.kind === 'anything' ? ' ' : ` _kavmon_values ${values.kind}`;
};
