/** HTTP as the fake platform speaks it. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate';
import type { Fault } from './faults';

/** Listens on a free port of the loopback. */
export async function listen(listener: RequestListener, certificate?: Certificate): Promise<Server> {
  const server = certificate
    ? createTlsServer({ key: certificate.key, cert: certificate.certificate }, listener)
    : createServer(listener);
  server.keepAliveTimeout = 0; // it ends no connection by itself
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

export function answer(response: ServerResponse, status: number, body: string | object, contentType?: string): void {
  response.writeHead(status, { 'content-type': contentType ?? 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Acts the fault out. Returns whether the usual answer is still to come. */
export async function actOut(fault: Fault, response: ServerResponse): Promise<boolean> {
  await fault.after;
  if (fault.breaks === 'silent') return false;
  if (fault.breaks === 'reset') {
    response.socket?.destroy();
    return false;
  }
  if (fault.breaks === 'truncated') {
    response.writeHead(fault.status ?? 200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"status":"SUCCESS","data":', () => response.socket?.destroy());
    return false;
  }
  if (fault.status === undefined && fault.body === undefined) return true;
  answer(response, fault.status ?? 200, fault.body ?? '', fault.contentType);
  return false;
}
