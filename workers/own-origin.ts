/**
 * Imported first by every worker: from then on it connects to the lab's own origin only, whatever a library or a model's
 * files ask for. Hosts that send the lab's policy (src/serve/headers.ts) have the browser see to that besides. Not here: the
 * page, which asks the hub when a person presses Download.
 */

/** @throws Error with a plain message for an address of another origin. */
function refuseOthers(address: string | URL): void {
  const { origin, protocol } = new URL(address, self.location.href);
  if (origin === self.location.origin || protocol === 'data:') return;
  throw new Error(
    `A worker of the lab asked for ${origin}, and workers connect to the lab's own address only. Remove the model or the dataset that names it.`,
  );
}

const fetchAsIs = self.fetch.bind(self);
self.fetch = async (input, init) => {
  refuseOthers(input instanceof Request ? input.url : input);
  return fetchAsIs(input, init);
};

const openAsIs = XMLHttpRequest.prototype.open;
XMLHttpRequest.prototype.open = function (this: XMLHttpRequest, ...given: unknown[]) {
  refuseOthers(given[1] as string | URL);
  Reflect.apply(openAsIs, this, given);
} as typeof openAsIs;

// Nothing here keeps a connection open.
for (const name of ['WebSocket', 'EventSource', 'WebTransport']) Reflect.deleteProperty(self, name);
