import type { CommandModel, FlagModel, ValueSource } from './model.ts';

/**
 * Script for bash 4 and newer, without the bash-completion package: the words of the command line are walked once to find
 * the command, then the flag before the cursor decides. A comma list is completed behind its last comma.
 */
export const bashScript = (
  models: readonly CommandModel[],
): string => `# kavmon completion for bash: source <(kavmon completion bash)
_kavmon_values() {
  local prefix="" word="$2" values="$1"
  if [[ $word == *,* ]]; then prefix="\${word%,*},"; word="\${word##*,}"; fi
  COMPREPLY=($(compgen -P "$prefix" -W "$values" -- "$word"))
  if [[ \${COMPREPLY[0]-} == */ ]]; then compopt -o nospace 2>/dev/null || true; fi
}
_kavmon() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" index word
  local -a config=()
  COMPREPLY=()
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    case "\${COMP_WORDS[index-1]}" in -c|--config) config+=(-c "$word") ;; esac
    case "\${path:+$path }$word" in
      ${commandPatterns(models)}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path:$prev" in
${models.flatMap(flagCases).join('\n')}
  esac
  case "$path:$cur" in
${models.flatMap(commandCases).join('\n')}
  esac
}
complete -F _kavmon kavmon kubectl-kavmon
`;

const commandPatterns = (models: readonly CommandModel[]): string =>
  models
    .filter(({ words }) => words.length > 0)
    .map(({ words }) => `"${words.join(' ')}"`)
    .join('|');

const flagCases = ({ words, flags }: CommandModel): string[] =>
  flags.flatMap(({ names, values }) => {
    if (values === undefined) return [];
    const pattern = names.map((name) => `"${words.join(' ')}:${name}"`).join('|');
    return [`    ${pattern}) ${replyLine(values)}; return ;;`];
  });

const commandCases = ({ words, flags, next }: CommandModel): string[] => {
  const path = words.join(' ');
  return [
    `    "${path}":-*) COMPREPLY=($(compgen -W "${flagNames(flags)}" -- "$cur")) ;;`,
    `    "${path}":*) ${replyLine(next)} ;;`,
  ];
};

const flagNames = (flags: readonly FlagModel[]): string => [...new Set(flags.flatMap(({ names }) => names))].join(' ');

const replyLine = (values: ValueSource): string => {
  if (values.kind === 'words') return `_kavmon_values "${values.words.join(' ')}" "$cur"`;
  if (values.kind === 'file') return 'COMPREPLY=($(compgen -f -- "$cur"))';
  if (values.kind === 'folder') return 'COMPREPLY=($(compgen -d -- "$cur"))';
  if (values.kind === 'anything') return ':';
  return `_kavmon_values "$(kavmon complete ${values.kind} \${config[@]+"\${config[@]}"} 2>/dev/null)" "$cur"`;
};
