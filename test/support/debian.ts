import { withLock } from '../cache/lock.ts';
import { runLongTool } from '../cluster/program.ts';
import { execFileAsync } from './exec-file.ts';

/**
 * Installs the packages that are missing. `policy-rc.d` keeps them from starting their daemons. The package lists are
 * updated only when an installation with the present ones fails.
 */
const INSTALL_SCRIPT = `
missing=
for package in "$@"; do
  [ "$(dpkg-query -W -f='\${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\\nexit 101\\n' > $policy
  chmod 755 $policy
  trap 'rm -f $policy' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
get="apt-get -q -y -o DPkg::Lock::Timeout=240 --no-install-recommends install"
$get $missing || { apt-get -q update && $get $missing; }
`;

const requestedPackages = new Map<string, Promise<string | undefined>>();

/**
 * Installs these Debian packages. Returns undefined once all are there, or why they are not, in one line: not root, not
 * Debian, an error of apt-get.
 */
export const ensurePackages = (names: readonly string[]): Promise<string | undefined> => {
  const key = names.toSorted().join(' ');
  const answer = requestedPackages.get(key) ?? installMissing(names);
  requestedPackages.set(key, answer);
  return answer;
};

const installMissing = async (names: readonly string[]): Promise<string | undefined> => {
  const wanted = await absentPackages(names);
  if (wanted.length === 0) return undefined;
  if (!(await canRun('dpkg-query', ['--version']))) return `not Debian; needed: ${names.join(', ')}`;
  if (process.getuid?.() !== 0) return `not root, and these Debian packages are missing: ${wanted.join(', ')}`;
  try {
    // apt-get fails when another one runs.
    await withLock('Debian packages', (progress) =>
      runLongTool(['sh', '-c', INSTALL_SCRIPT, 'install', ...wanted], progress),
    );
  } catch (error) {
    return `apt-get could not install ${wanted.join(', ')}: ${lastLine(error as Error)}`;
  }
  const left = await absentPackages(names);
  return left.length === 0 ? undefined : `still missing after apt-get: ${left.join(', ')}`;
};

const absentPackages = async (names: readonly string[]): Promise<readonly string[]> => {
  const states = await Promise.all(names.map(isInstalled));
  return names.filter((_name, index) => !states[index]);
};

const isInstalled = async (name: string): Promise<boolean> => {
  const answer = await execFileAsync('dpkg-query', ['-W', '-f=${db:Status-Status}', name]).catch(() => undefined);
  return answer?.stdout === 'installed';
};

const canRun = (command: string, args: readonly string[]): Promise<boolean> =>
  execFileAsync(command, args).then(
    () => true,
    () => false,
  );

const lastLine = ({ message }: Error): string => message.trim().split('\n').at(-1) ?? '';
