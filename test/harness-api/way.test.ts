import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarnessPlatform } from '../../lib/harness-api';
import { certificateForLoopback, FakePlatform } from '../testkit/harness-platform';
import { AT_ONCE, BUILDS, errorOf, fakePlatform } from './platform';

const platform = fakePlatform({ tls: true });
const VARIABLES = [
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'https_proxy',
  'http_proxy',
  'no_proxy',
  'NODE_EXTRA_CA_CERTS',
];
const before = { ...process.env };

afterEach(() => {
  for (const name of VARIABLES) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

/** A proxy that tunnels everything, or answers every CONNECT with another status. It records the requests. */
async function proxy(status = 200): Promise<{ server: Server; url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', (request, client) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    if (status !== 200) return void client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    const [host, port] = (request.url ?? '').split(':');
    const onward = connect(Number(port), host, () => client.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    onward.on('error', () => client.destroy());
    client.on('error', () => onward.destroy());
    onward.pipe(client).pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://user:word@127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('a proxy', () => {
  test('set in the environment is used with its credentials', async () => {
    const { server, url, asked } = await proxy();
    process.env.HTTPS_PROXY = url;
    platform.fake.addConnector(BUILDS);
    expect((await platform.client().client.getConnector(BUILDS))?.connector).toEqual(BUILDS);
    const host = new URL(platform.fake.endpoint).host;
    expect(asked).toEqual([`${host} Basic ${Buffer.from('user:word').toString('base64')}`]);
    server.close();
  });

  test('is bypassed for the hosts of NO_PROXY', async () => {
    const { server, url, asked } = await proxy();
    process.env.HTTPS_PROXY = url;
    process.env.NO_PROXY = 'example.com,127.0.0.1';
    await platform.client().client.getConnector(BUILDS);
    expect(asked).toEqual([]);
    expect(platform.fake.calls).toHaveLength(1);
    server.close();
  });

  test('that rejects the connection is not mistaken for the platform', async () => {
    const { server, url } = await proxy(403);
    process.env.HTTPS_PROXY = url;
    const { details, message } = await errorOf(platform.client({ attempts: 1 }).client.getConnector(BUILDS));
    expect(details.kind).toBe('refused');
    expect(message).toContain('the proxy rejected the connection with status 403');
    expect(message).not.toContain('word');
    server.close();
  });

  test('that cannot be reached fails the call without showing its password', async () => {
    process.env.HTTPS_PROXY = 'http://user:word@127.0.0.1:1';
    const { details, message } = await errorOf(platform.client({ attempts: 1 }).client.getConnector(BUILDS));
    expect(details.kind).toBe('refused');
    expect(message).not.toContain('word');
  });

  test('that does not respond fails the call at its timeout', async () => {
    const server = createServer();
    const closed = new Promise<void>((resolve) => {
      server.on('connect', (_, socket) => socket.resume().on('end', () => resolve(void socket.destroy())));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.HTTPS_PROXY = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { client } = platform.client({ attempts: 1, timeoutMilliseconds: 100 });
    expect((await errorOf(client.getConnector(BUILDS))).details.kind).toBe('timeout');
    await closed;
    server.close();
  });

  test('of another protocol is refused without showing its password', async () => {
    process.env.HTTPS_PROXY = 'socks5://user:word@127.0.0.1:1';
    const call = platform.client().client.getConnector(BUILDS);
    await expect(call).rejects.toMatchObject({ name: 'HarnessConstructsError' });
    await expect(call).rejects.not.toThrow('word');
  });
});

describe('certificates', () => {
  test('of a custom authority are trusted', async () => {
    platform.fake.addConnector(BUILDS);
    expect(await platform.client().client.getConnector(BUILDS)).toBeDefined();
  });

  test('of NODE_EXTRA_CA_CERTS stay trusted next to a custom authority', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
    process.env.NODE_EXTRA_CA_CERTS = join(folder, 'extra.pem');
    writeFileSync(process.env.NODE_EXTRA_CA_CERTS, platform.fake.options.certificateAuthority as string);
    platform.fake.addConnector(BUILDS);
    const certificateAuthority = certificateForLoopback().certificate;
    const client = new HarnessPlatform({ ...platform.fake.options, certificateAuthority }, AT_ONCE);
    expect(await client.getConnector(BUILDS)).toBeDefined();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['without an authority', undefined],
    ['of another authority', certificateForLoopback().certificate],
  ])('%s are not trusted, and nothing is sent', async (_, certificateAuthority) => {
    const client = new HarnessPlatform({ ...platform.fake.options, certificateAuthority }, AT_ONCE);
    const { details } = await errorOf(client.getConnector(BUILDS));
    expect(details.kind).toBe('tls');
    expect(details.remedy).toContain('certificateAuthority');
    expect(platform.fake.calls).toEqual([]);
  });
});

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL')); // a program that does not exit

test('a program exits when its calls have finished', async () => {
  // Neither the server nor a timer ends a connection within the time of the test.
  const plain = await FakePlatform.start();
  const program = `
    const { HarnessPlatform } = require(${JSON.stringify(join(__dirname, '../../lib/harness-api'))});
    const platform = new HarnessPlatform(${JSON.stringify(plain.options)}, { timeoutMilliseconds: 3_600_000 });
    platform.listDelegates({}).then(() => console.log('finished'));`;
  const fromSource = join(__dirname, '..', 'testkit', 'from-source.cjs');
  const started = spawn(process.execPath, ['-r', fromSource, '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  let output = '';
  started.stdout.on('data', (chunk) => (output += String(chunk)));
  const exitCode = await new Promise((resolve) => started.on('exit', resolve));
  await plain.stop();
  expect(exitCode).toBe(0);
  expect(output).toBe('finished\n');
});
