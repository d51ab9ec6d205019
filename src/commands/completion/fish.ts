/** Script for fish 3 and newer. */
export const fishScript = `# kavmon completion for fish: kavmon completion fish | source
function __kavmon_complete
  set -l words (commandline -opc)
  set -l part (commandline -ct)
  set -l directive 0
  for line in ($words[1] complete -- $words[2..] "$part" 2>/dev/null)
    if string match -q -- ':*' $line
      set directive (string sub -s 2 -- $line)
    else
      printf '%s\\n' $line
    end
  end
  switch $directive
    case 16
      __fish_complete_directories (string replace -r -- '^--[^=]+=' '' "$part")
    case 0
      __fish_complete_path (string replace -r -- '^--[^=]+=' '' "$part")
  end
end
complete -c kavmon -f -a '(__kavmon_complete)'
complete -c kubectl-kavmon -f -a '(__kavmon_complete)'
`;
