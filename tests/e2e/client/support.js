// What the test files share: the official client in both roles, plain HTTP for what it has no method for, and
// device tokens and keys that exist nowhere else. The environment is run_client.py's.
import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client as ProjectClient } from 'magicbell-js/project-client';
import { Client as UserClient } from 'magicbell-js/user-client';

import { watched } from './called.js';

const variable = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; tests/e2e/run_client.py starts this suite`);
  return value;
};

export const base = variable('BASE');
export const projectToken = variable('PROJECT_JWT');
export const userToken = variable('USER_JWT');
export const userExternalId = variable('USER_EXTERNAL_ID');
export const publicKey = variable('PUBLIC_KEY');
export const secretKey = variable('SECRET_KEY');
/** Where hooks lead: nothing of a test reaches the world. */
export const sandbox = variable('SANDBOX');

// One attempt: a retry would hide an answer of 5xx.
const common = {
  baseUrl: base,
  timeoutMs: 10_000,
  retry: { attempts: 1 },
  validation: { responseValidation: true },
};
export const projectClient = (token = projectToken) =>
  watched('project', new ProjectClient({ ...common, token }));
export const userClient = (token = userToken) =>
  watched('user', new UserClient({ ...common, token }));

/** One plain request; `body` is JSON, or undefined where the answer has none. */
export async function call(method, path, { token = projectToken, body, headers = {} } = {}) {
  const response = await fetch(path.startsWith('http') ? path : base + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text ? JSON.parse(text) : undefined };
}

/** For assert.rejects: the client's own error, with this status and a body in the errors shape. */
export const refusal = (status) => (error) => {
  if (error.metadata?.status !== status) return false;
  return JSON.parse(Buffer.from(error.raw).toString()).errors.every(({ message }) => message.length > 0);
};

/** Asks until the answer is there; undefined is "not yet". */
export async function eventually(question, what) {
  for (const end = Date.now() + 30_000; Date.now() < end; await sleep(50)) {
    const answer = await question();
    if (answer !== undefined) return answer;
  }
  throw new Error(`gave up waiting for ${what}`);
}

/** Every row of a listing, page by page along links.next with plain HTTP. */
export async function walk(path, token = projectToken) {
  const rows = [];
  for (let next = path; next; ) {
    const { status, body } = await call('GET', next, { token });
    if (status !== 200) throw new Error(`${next}: ${status}`);
    rows.push(...body.data);
    next = body.links.next;
  }
  return rows;
}

/** Without the keys the client sets to undefined. */
export const plain = (value) => JSON.parse(JSON.stringify(value));

export const freshName = (stem) => `${stem}-${randomUUID()}`;
export const freshDevice = () => randomBytes(32).toString('hex');

const pem = (kind, options) =>
  generateKeyPairSync(kind, options).privateKey.export({ type: 'pkcs8', format: 'pem' });
export const appleKey = () => pem('ec', { namedCurve: 'P-256' });
export const googleKey = () => pem('rsa', { modulusLength: 2048 });

export const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
export const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
