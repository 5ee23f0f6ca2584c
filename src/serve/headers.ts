/**
 * What browsers are told about the lab beside its files, in one place: the policy that is built into every page
 * (page-policy.ts), the headers of the server (server.ts), and those that README tells other hosts to send. Not here: how a
 * file is found and in which encoding it is sent.
 */

/**
 * The promise that nothing leaves the device, for browsers to keep (Content Security Policy 3): everything comes from the
 * lab's own origin. Connections may go to the hub besides, which sends a person to hosts of its own for large files; the
 * page goes there only at the press of Download, and the workers never (workers/own-origin.ts).
 */
const policy: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  // WebAssembly is compiled; no text is. No inline script.
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'style-src': "'self'",
  'font-src': "'self'",
  // Pictures of imported datasets are blobs in the page's memory; figures become PNG by way of an SVG in a data address.
  'img-src': "'self' blob: data:",
  'manifest-src': "'self'",
  'connect-src': "'self' https://huggingface.co https://*.huggingface.co https://*.hf.co",
  'base-uri': "'none'",
  'form-action': "'none'",
};

const policyText = (rules: Readonly<Record<string, string>>): string =>
  Object.entries(rules)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');

/** The policy for a meta element, which cannot say who may show the page in a frame. */
export const pagePolicy: string = policyText(policy);

/** Cross-origin isolation, on every answer: without it a page has no threads in WebAssembly. */
export const isolationHeaders: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/**
 * The headers of every answer of the built lab. Workers follow the policy of their own answer, not that of the page. A
 * course page may show the lab in a frame: it has no account there, and what it keeps there is apart.
 */
export const labHeaders: Readonly<Record<string, string>> = {
  ...isolationHeaders,
  'Content-Security-Policy': policyText({ ...policy, 'frame-ancestors': "'self' https: http:" }),
  'Permissions-Policy':
    // Own pictures are taken by the page itself, when its person asks for it; a frame that shows the lab must allow it.
    'camera=(self), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), midi=(), payment=(), publickey-credentials-get=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * How long a browser may keep the file at a path of the build. Names in assets/ hold a hash of what is in the file, so it
 * never changes; all others are asked for again, and come again only if they changed.
 */
export const cacheControl = (path: string): string =>
  path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
