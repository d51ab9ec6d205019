/** Script for zsh; sourced, or a file named `_kavmon` on `fpath`. No variable `path`: that is PATH. */
export const zshScript = `#compdef kavmon kubectl-kavmon
# kavmon completion for zsh: source <(kavmon completion zsh)
_kavmon() {
  local line value text directive=0 colon='\\:'
  local -a candidates
  for line in "\${(@f)$("\${(Q)words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    if [[ $line == :* ]]; then directive=\${line#:}; continue; fi
    value="\${line%%$'\\t'*}"
    if [[ $line == *$'\\t'* ]]; then text=":\${line#*$'\\t'}"; else text=""; fi
    [[ -n $value ]] && candidates+=("\${value//:/$colon}$text")
  done
  local -a space=()
  (( directive & 2 )) && space=(-S '')
  (( $#candidates )) && _describe -V kavmon candidates "\${(@)space}"
  (( directive & 4 )) && return
  [[ $words[CURRENT] == --*=* ]] && compset -P '*='
  if (( directive & 16 )); then _files -/; else _files; fi
}
if [[ "$funcstack[1]" == _kavmon ]]; then _kavmon "$@"; else compdef _kavmon kavmon kubectl-kavmon; fi
`;
