/**
 * Script for bash, without the bash-completion package. bash splits words at `=` and `:` too, and replaces only the last part:
 * the words are put together again by the blanks of the line, and what stands before the part is cut off the candidates.
 */
export const bashScript = `# kavmon completion for bash: source <(kavmon completion bash)
_kavmon() {
  local index word line part lines directive=0 rest="\${COMP_LINE:0:COMP_POINT}" count=0
  local -a words=()
  for ((index = 0; index <= COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    ((index == COMP_CWORD)) && word="\${rest#"\${rest%%[![:space:]]*}"}"
    if ((count > 0)) && [[ $rest == [![:space:]]* ]]; then
      words[count-1]+="$word"
    else
      words[count++]="$word"
    fi
    rest="\${rest#*"$word"}"
  done
  word="\${words[count-1]}"
  part="\${word##*[=:]}"
  COMPREPLY=()
  lines="$("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)" || return
  while IFS= read -r line; do
    if [[ $line == :* ]]; then directive="\${line#:}"; continue; fi
    line="\${line%%$'\\t'*}"
    COMPREPLY+=("\${line#"\${word%"$part"}"}")
  done <<<"$lines"
  if ((directive & 2)); then compopt -o nospace 2>/dev/null; fi
  if ((directive & 4)); then return; fi
  compopt -o filenames 2>/dev/null
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
    if ((directive & 16)); then compgen -d -- "$part"; else compgen -f -- "$part"; fi
  )
}
complete -F _kavmon kavmon kubectl-kavmon
`;
