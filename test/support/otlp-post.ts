/** Posts an OTLP document in JSON to an endpoint, within 300 ms. */
export const postMetrics = (url: string, body: string): Promise<Response> =>
  fetch(`${url}/v1/metrics`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(300),
  });
