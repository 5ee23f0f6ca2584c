/**
 * The inference worker for tests: a channel beside it tells which addresses it fetched, and the worker's name may order
 * damage to a file on its way in, as `{ "file": "config.json", "damage": "cut" | "page" }`.
 */
import '../../../workers/inference.ts';

const channel = new BroadcastChannel('inference-requests');
channel.onmessage = ({ data }) => {
  if (data === 'which?')
    channel.postMessage(performance.getEntriesByType('resource').map(({ name }) => name));
};

const order = self.name.startsWith('{')
  ? (JSON.parse(self.name) as { file: string; damage: 'cut' | 'page' })
  : null;
const fetchWhole = self.fetch;
self.fetch = async (input, init) => {
  const response = await fetchWhole(input, init);
  if (!order || !response.url.endsWith(order.file)) return response;
  if (order.damage === 'page') return new Response('<!doctype html><title>Not found</title>');
  const bytes = await response.arrayBuffer();
  return new Response(bytes.slice(0, bytes.byteLength / 2));
};
