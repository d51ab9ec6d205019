import * as z from 'zod';
import { defineCheck } from '../../src/check/check.ts';
import { concludeComparisons } from '../../src/expectations/comparison.ts';
import { compareLatency, latencyParams } from '../../src/expectations/latency.ts';
import { refuseInvertedLatency } from '../../src/expectations/limit-order.ts';
import { noteTargetOnAbort } from '../../src/expectations/note-target.ts';
import { compareImage } from './registry/compare-image.ts';
import { imageAddress } from './registry/image-address.ts';
import { registryParams } from './registry/params.ts';
import { registryApi } from './registry/registry-api.ts';

export default defineCheck({
  group: 'images',
  name: 'registry-image',
  title: 'Images are in their registry, for the platforms that run them',
  why: 'A pod that is moved to a new node pulls its image anew: one that was removed or moved is missed at the worst time.',
  remedy:
    'Compare repository, tag and platform with what the build pushed; push it again, and look at the retention rules of the registry.',
  remedies: {
    auth: 'Compare user and password with the registry: a pull token may have ended. Nodes that pull with the same one fail, too.',
    permission: 'Give the user the right to pull from the repository.',
    status: 'Look at the registry: its status page or its log, and the storage behind it.',
  },
  severity: 'sev2',
  timeout: '20s',
  example:
    'image: registry.shop/payments/api:1.4.0\nplatforms: [linux/amd64, linux/arm64]\ncredentials: { username: me, password: { env: REGISTRY_PASSWORD } }',
  needs: ['http'],
  params: z
    .strictObject({ ...registryParams(), ...latencyParams() })
    .check(refuseInvertedLatency)
    .refine(
      ({ credentials, dockerConfig }) => credentials === undefined || dockerConfig === undefined,
      'credentials and dockerConfig exclude each other',
    ),
  async run({ http, params, ...context }) {
    const address = imageAddress(params.image);
    const api = registryApi(http, params, address, context);
    if (params.tls?.insecure === true) context.note('the certificate was not verified (tls.insecure)');
    const started = performance.now();
    const { comparisons, digest, platforms } = await noteTargetOnAbort(context, api.host, compareImage(api, params));
    const durationMs = performance.now() - started;
    context.measure('duration', durationMs / 1000, 's');
    const target = `${address.registry}${params.endpoint === undefined ? '' : ` at ${api.host}`}`;
    return concludeComparisons(context, {
      subject: { target, evidence: { image: params.image, digest, platforms: [...platforms] } },
      comparisons: [...comparisons, ...compareLatency(durationMs, params)],
    });
  },
});
