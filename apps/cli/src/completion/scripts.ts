import type { Shell } from "./completion-text.ts";

const bash = `# Completion of jobwire for bash. To use it, add this line to ~/.bashrc:
#   source <(jobwire completion bash)
_jobwire() {
  local kind line
  COMPREPLY=()
  {
    IFS= read -r kind
    while IFS= read -r line; do COMPREPLY+=("$line"); done
  } < <("$1" complete bash "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  if [[ $kind == files ]]; then
    compopt -o default 2>/dev/null || COMPREPLY=($(compgen -f -- "$2"))
  elif [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then
    compopt -o nospace 2>/dev/null
  fi
}
complete -F _jobwire jobwire
`;

const zsh = `#compdef jobwire
# Completion of jobwire for zsh. To use it, add this line to ~/.zshrc, after compinit:
#   source <(jobwire completion zsh)
_jobwire() {
  local kind line
  local -a found
  {
    IFS= read -r kind
    while IFS= read -r line; do found+=("$line"); done
  } < <("\${words[1]}" complete zsh "\${(j: :)words[1,CURRENT-1]} $PREFIX" 2>/dev/null)
  if [[ $kind == files ]]; then
    _files
  elif (( \${#found} > 0 )); then
    _describe -t words 'jobwire' found
  fi
}
if [[ \${funcstack[1]} == _jobwire ]]; then
  _jobwire "$@"
else
  compdef _jobwire jobwire
fi
`;

const fish = `# Completion of jobwire for fish. To use it:
#   jobwire completion fish > ~/.config/fish/completions/jobwire.fish
function __jobwire_complete
    set -l line (commandline -cp)
    set -l found (jobwire complete fish "$line" 2>/dev/null)
    if test "$found[1]" = files
        __fish_complete_path (commandline -ct)
    else if test (count $found) -gt 1
        printf '%s\\n' $found[2..-1]
    end
end
complete -c jobwire -f -a '(__jobwire_complete)'
`;

/** The completion script of each shell. A script asks \`jobwire complete\` for the words, so it stays the same. */
export const completionScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
