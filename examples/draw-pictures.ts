import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Report } from '../src/model/result.ts';
import { renderTable } from '../src/report/formats/table.ts';
import { fileRenderOptions, type RenderOptions } from '../src/report/present/render-options.ts';
import { xmlText } from '../src/report/present/xml.ts';

// `npm run pictures` draws the pictures of README.md anew, from what Kavmon says of the example; needs a `chromium`.

const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = join(root, 'docs/pictures');

const COLUMNS = 80;
const ROWS = 24;
const COLUMN_WIDTH = 8.4;
const ROW_HEIGHT = 18;

/** Marks around a painted text, of the private use area, in which nothing of a report is. */
const [BEGIN, MIDDLE, END] = ['\ue000', '\ue001', '\ue002'];

const terminal: RenderOptions = {
  ...fileRenderOptions,
  width: COLUMNS,
  rows: ROWS,
  paint: (style, text) => `${BEGIN}${[style].flat().join(' ')}${MIDDLE}${text}${END}`,
};

/** The last screen of a terminal, the prompt included. */
const drawTerminal = (report: Report): string => {
  const lines = [...renderTable(report, terminal).trimEnd().split('\n'), '$ '].slice(-ROWS);
  const rows = lines.map((line, at) => `<text x="12" y="${(at + 1) * ROW_HEIGHT + 8}">${drawLine(line)}</text>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${COLUMNS * COLUMN_WIDTH + 24} ${ROWS * ROW_HEIGHT + 24}">
<title>The last screen of kavmon check on a terminal</title>
<style>rect{fill:#16161a}text{fill:#d8d8de;font:14px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;white-space:pre}
.red{fill:#ff8a80}.yellow{fill:#ffd166}.magenta{fill:#d7a6ff}.green{fill:#8fd694}.cyan{fill:#7fd7e8}.dim{opacity:.7}.bold{font-weight:bold}</style>
<rect width="100%" height="100%" rx="6"/>
${rows.join('\n')}
</svg>
`;
};

const drawLine = (line: string): string =>
  xmlText(line).replaceAll(BEGIN, '<tspan class="').replaceAll(MIDDLE, '">').replaceAll(END, '</tspan>');

const folder = mkdtempSync(join(tmpdir(), 'kavmon-pictures-'));
try {
  const [page, json] = [join(folder, 'page.html'), join(folder, 'report.json')];
  const snapshot = ['check', '--snapshot', 'examples/cluster.json.gz'];
  const args = ['src/kavmon.cjs', ...snapshot, '-o', `html=${page}`, '-o', `json=${json}`];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore', timeout: 60_000 });
  if (status !== 1) throw new Error(`expected exit code 1 of a check of the example, got ${status}`);
  writeFileSync(join(pictures, 'terminal.svg'), drawTerminal(JSON.parse(readFileSync(json, 'utf8')) as Report));
  const shot = [`--screenshot=${join(pictures, 'page.png')}`, '--window-size=900,560', '--hide-scrollbars'];
  const browser = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${join(folder, 'profile')}`];
  execFileSync('chromium', [...browser, ...shot, pathToFileURL(page).href], { stdio: 'ignore', timeout: 60_000 });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
