/**
 * WebKitGTK's MiniBrowser on a screen of its own (Xvfb), driven over WebDriver (https://www.w3.org/TR/webdriver2/), which
 * is plain HTTP. Under a driver it keeps nothing: every window is a private one. Not here: what is done in it.
 */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installed } from './installed.ts';
import type { OpenWindow } from './visit.ts';

/** The key of an element's id in JSON, fixed by the protocol. */
const elementKey = 'element-6066-11e4-a52e-4f735466cecf';

/** Opens MiniBrowser. */
export const openWebKit: OpenWindow = async ({ folder }) => {
  const savedFolder = join(folder, 'saved');
  const settingsFolder = join(folder, '.config');
  for (const each of [savedFolder, settingsFolder]) mkdirSync(each, { recursive: true });
  writeFileSync(join(settingsFolder, 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${savedFolder}"\n`);
  const screen = await openScreen();
  const driver = await openDriver({
    ...process.env,
    HOME: folder,
    XDG_CONFIG_HOME: settingsFolder,
    DISPLAY: screen.display,
    GDK_BACKEND: 'x11',
  });
  const close = async () => {
    driver.process.kill();
    // Without a screen, what is left of the browser ends.
    screen.process.kill();
  };
  try {
    const started = await driver.call<{ sessionId: string; capabilities: { browserVersion: string } }>(
      'POST',
      '/session',
      {
        capabilities: {
          alwaysMatch: {
            'webkitgtk:browserOptions': { binary: installed('MiniBrowser'), args: ['--automation'] },
          },
        },
      },
    );
    const post = <T>(path: string, body: object = {}) =>
      driver.call<T>('POST', `/session/${started.sessionId}${path}`, body);
    await post('/window/rect', { width: 1280, height: 900 });
    const element = async (xpath: string) => {
      const found = await post<Record<string, string>>('/element', { using: 'xpath', value: xpath });
      return `/element/${found[elementKey]}`;
    };
    return {
      browser: `WebKitGTK ${started.capabilities.browserVersion}`,
      savedFolder,
      goto: (url) => post('/url', { url }),
      reload: () => post('/refresh'),
      enterFrame: () => post('/frame', { id: 0 }),
      evaluate: (expression) => post('/execute/sync', { script: `return (${expression});`, args: [] }),
      click: async (xpath) => post(`${await element(xpath)}/click`),
      chooseFile: async (xpath, path) => post(`${await element(xpath)}/value`, { text: path }),
      async close() {
        await driver.call('DELETE', `/session/${started.sessionId}`).finally(close);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Starts a program that Linux ends with this process, however that ends: Vitest kills it, after Ctrl+C too. */
const spawnBound = (program: string, args: readonly string[], options: SpawnOptions): ChildProcess =>
  spawn('setpriv', ['--pdeathsig', 'TERM', program, ...args], options);

/** A screen that no one sees. The system names a free one. */
async function openScreen(): Promise<{ readonly display: string; readonly process: ChildProcess }> {
  const screen = spawnBound(
    installed('Xvfb'),
    ['-displayfd', '1', '-screen', '0', '1280x1000x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const number = await new Promise<string>((told, failed) => {
    screen.stdout!.once('data', (data: Buffer) => told(data.toString().trim()));
    screen.once('exit', (code) => failed(new Error(`Xvfb ended with code ${code} before it had a screen.`)));
  });
  return { display: `:${number}`, process: screen };
}

interface Driver {
  readonly process: ChildProcess;
  /** Sends a command and gives its value. @throws Error with what the driver says. */
  call<T>(method: string, path: string, body?: object): Promise<T>;
}

async function openDriver(env: NodeJS.ProcessEnv): Promise<Driver> {
  const port = await freePort();
  const driver = spawnBound(installed("WebKitGTK's driver"), [`--port=${port}`, '--host=127.0.0.1'], {
    env,
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    const { value } = (await answer.json()) as { value: T & { error?: string; message?: string } };
    if (!answer.ok)
      throw new Error(
        `WebKitGTK refused ${method} ${path}: ${value.error}, ${value.message ?? 'no reason'}.`,
      );
    return value;
  };
  for (let tries = 1; ; tries++) {
    try {
      await call('GET', '/status');
      return { process: driver, call };
    } catch (error) {
      if (tries === 100) {
        driver.kill();
        throw error;
      }
      await delay(300);
    }
  }
}

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
