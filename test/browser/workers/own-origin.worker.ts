/** A worker that asks for any address, for own-origin.test.ts. */
import '../../../workers/own-origin.ts';
import { expose } from 'comlink';

expose({
  fetch: async (address: string) => (await fetch(address)).status,
  request: async (address: string) => (await fetch(new Request(address))).status,
  open(address: string) {
    new XMLHttpRequest().open('GET', address);
    return 'opened';
  },
  connections: () => ['WebSocket', 'EventSource', 'WebTransport'].filter((name) => name in self),
});
