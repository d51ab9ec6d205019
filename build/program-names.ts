/** The names that the program is called by. kubectl finds a plugin, and what completes it, by theirs. */
export const programNames = ['kavmon', 'kubectl-kavmon', 'kubectl_complete-kavmon'] as const;
