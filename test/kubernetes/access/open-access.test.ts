import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/model/errors.ts';
import { issueAuthority, issueCertificate } from '../../support/certificates.ts';
import { folderForTest } from '../../support/for-test.ts';
import { pollUntil } from '../../support/poll-until.ts';
import {
  execUser,
  gatherLive,
  namesInView,
  serveCluster,
  TWO_PODS,
  writeKubeconfig,
  writeTestFile,
} from '../live-cluster.ts';

describe('openAccess', () => {
  it('uses the token and the namespace of a kubeconfig', async () => {
    const server = await serveCluster(TWO_PODS);
    const path = await writeKubeconfig(server, { namespace: 'bank' });
    const live = await gatherLive({ access: { env: {}, kubeconfig: path }, namespaces: undefined });
    expect(namesInView(live)).toEqual(['b']);
    expect(live.opened).toEqual({ server: server.url, cluster: 'test', namespaces: ['bank'] });
    expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer secret-token');
    expect(Math.abs(live.gathered.now - Date.now())).toBeLessThan(5_000);
    expect(live.gathered.facts).toMatchObject({ serverVersion: 'v1.35.4', requests: 3 });
  });

  it('uses a client certificate, and trusts only the given authority', async () => {
    const root = issueAuthority();
    const tls = issueCertificate({ subject: 'server', names: ['127.0.0.1'], issuer: root });
    const client = issueCertificate({ subject: 'kavmon', issuer: root, client: true });
    const server = await serveCluster({ ...TWO_PODS, tls });
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const user = {
      'client-certificate-data': base64(client.cert),
      'client-key': await writeTestFile('key.pem', client.key),
    };
    const cluster = { 'certificate-authority-data': base64(root.cert) };
    const trusted = await gatherLive({
      access: { env: {}, kubeconfig: await writeKubeconfig(server, { cluster, user }) },
    });
    expect(namesInView(trusted)).toEqual(['a', 'b']);
    const untrusted = await gatherLive({ access: { env: {}, kubeconfig: await writeKubeconfig(server) } });
    expect(untrusted.gathered.views.pods).toMatchObject({ problem: { reason: 'tls_untrusted' } });
    const blind = await writeKubeconfig(server, { cluster: { 'insecure-skip-tls-verify': true } });
    expect(namesInView(await gatherLive({ access: { env: {}, kubeconfig: blind } }))).toEqual(['a', 'b']);
  });

  it('asks a credential plugin, and reports one that fails', async () => {
    const server = await serveCluster(TWO_PODS);
    const credential = {
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token: 'from-plugin' },
    };
    const good = await writeKubeconfig(server, { user: execUser(`echo '${JSON.stringify(credential)}'`) });
    expect(namesInView(await gatherLive({ access: { env: {}, kubeconfig: good } }))).toEqual(['a', 'b']);
    expect(server.seen.at(-1)?.headers.authorization).toBe('Bearer from-plugin');
    const broken = await writeKubeconfig(server, { user: execUser('echo "log in first" >&2; exit 1') });
    const refused = await gatherLive({ access: { env: {}, kubeconfig: broken } });
    expect(refused.gathered.views.pods).toMatchObject({
      problem: { reason: 'permission', message: expect.stringContaining('log in first') },
    });
  });

  it('kills a credential plugin that never answers', async () => {
    const folder = await folderForTest('gather');
    const pidFile = join(folder, 'pid');
    const path = await writeKubeconfig(
      { url: 'http://127.0.0.1:1' },
      { user: execUser(`echo $$ > ${pidFile}; exec sleep 600`) },
    );
    const abort = new AbortController();
    const reading = gatherLive({ access: { env: {}, kubeconfig: path } }, abort.signal);
    await pollUntil(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '', { what: 'the plugin' });
    const from = performance.now();
    abort.abort();
    const late = await reading;
    expect(late.gathered.views.pods).toMatchObject({ problem: { reason: 'deadline_run' } });
    expect(performance.now() - from).toBeLessThan(1_000);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it('uses the service account of the pod, and its token anew after it was replaced', async () => {
    const folder = await folderForTest('gather');
    const root = issueAuthority();
    const server = await serveCluster({
      ...TWO_PODS,
      tls: issueCertificate({ subject: 'server', names: ['127.0.0.1'], issuer: root }),
      fault: ({ headers }, count) => {
        if (count === 1) writeFileSync(join(folder, 'token'), 'new-token\n');
        return headers.authorization === 'Bearer new-token' ? undefined : { status: 401, message: 'Unauthorized' };
      },
    });
    for (const [name, text] of Object.entries({ 'ca.crt': root.cert, namespace: 'bank', token: 'old-token' }))
      writeFileSync(join(folder, name), text);
    const env = {
      KUBERNETES_SERVICE_HOST: '127.0.0.1',
      KUBERNETES_SERVICE_PORT: String(server.port),
      KAVMON_SERVICE_ACCOUNT_DIR: folder,
    };
    const live = await gatherLive({ access: { env }, namespaces: undefined });
    expect(namesInView(live)).toEqual(['b']);
    expect(live.opened?.namespaces).toEqual(['bank']);
  });

  it('refuses contexts and files that do not exist, and names those that do', async () => {
    const folder = await folderForTest('gather');
    const path = await writeKubeconfig({ url: 'http://127.0.0.1:1' });
    const by = (context: string) => gatherLive({ access: { env: {}, kubeconfig: path, context } });
    await expect(by('tset')).rejects.toThrow('the kubeconfig has no context "tset"; it has: test, lost');
    await expect(by('lost')).rejects.toThrow(UsageError);
    const user = { 'client-certificate-data': 'AAAA', 'client-key-data': 'AAAA' };
    const garbled = await writeKubeconfig({ url: 'https://127.0.0.1:1' }, { user });
    await expect(gatherLive({ access: { env: {}, kubeconfig: garbled } })).rejects.toThrow(
      /certificates .* cannot be used/,
    );
    await expect(gatherLive({ access: { env: {}, kubeconfig: join(folder, 'none') } })).rejects.toThrow(
      /cannot be used/,
    );
    await expect(gatherLive({ access: { env: { HOME: folder } } })).rejects.toThrow(/there is no cluster to look at/);
  });
});
