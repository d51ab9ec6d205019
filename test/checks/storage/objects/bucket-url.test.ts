import { expect, it } from 'vitest';
import { bucketUrl, requestUrl } from '../../../../checks/storage/objects/bucket-url.ts';

it.each([
  [{ region: 'eu-central-1', bucket: 'backups' }, 'https://backups.s3.eu-central-1.amazonaws.com'],
  [{ region: 'cn-north-1', bucket: 'backups' }, 'https://backups.s3.cn-north-1.amazonaws.com.cn'],
  [{ region: 'us-east-1', bucket: 'my.backups' }, 'https://s3.us-east-1.amazonaws.com/my.backups'],
  [{ region: 'us-east-1', bucket: 'backups', endpoint: 'https://s3.shop:9000/' }, 'https://s3.shop:9000/backups'],
  [{ region: 'x', bucket: 'b-1', endpoint: 'https://s3.shop:9000', pathStyle: false }, 'https://b-1.s3.shop:9000'],
])('the bucket of %j is at %s', (place, url) => {
  expect(bucketUrl(place)).toBe(url);
});

it('encodes keys and queries as signatures want it', () => {
  expect(requestUrl('http://s3/b', "a b/c+d'(1)*&é", { prefix: 'x y/', z: '1' })).toBe(
    'http://s3/b/a%20b/c%2Bd%27%281%29%2A%26%C3%A9?prefix=x%20y%2F&z=1',
  );
  expect(requestUrl('http://s3/b', '')).toBe('http://s3/b/');
});
