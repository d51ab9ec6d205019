/**
 * The text without what a CI server would carry out when it reads it in the output of a job. A mark is taken apart by a blank:
 * `##vso[` of Azure Pipelines, `##[` of GitHub's runner and `##teamcity[` wherever they stand, `::` of GitHub Actions at the
 * beginning of a line behind any blanks, and the headings of Buildkite at the very beginning of one.
 */
export const defuseCiCommands = (text: string): string =>
  text
    .replace(/#(?=#\w*\[)/g, '# ')
    .replace(/^([^\S\n]*):(?=:)/gm, '$1: ')
    .replace(/^(?=(?:---|\+\+\+|~~~|\^\^\^)\s)/gm, ' ');
