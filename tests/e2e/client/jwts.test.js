// The /jwt calls of the older API, which the client of today has no methods for; the tokens are then used
// with it.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { test } from 'node:test';

import * as suite from './support.js';

function assertCreated({ status, body }) {
  assert.equal(status, 201);
  assert.match(body.token_id, suite.uuid);
  assert.match(body.created_at, suite.rfc3339);
  assert.equal(body.token.split('.').length, 3);
}

function signedByCustomer(claims, key = suite.secretKey) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

test('a project token is created, works, is listed, and works no more once discarded', async () => {
  const name = suite.freshName('token');
  const made = await suite.call('POST', '/jwt/project', { body: { name, expiry: 3600 } });
  assertCreated(made);
  assert.match(made.body.expires_at, suite.rfc3339);
  const client = suite.projectClient(made.body.token);
  await client.broadcasts.listBroadcasts();

  const row = (await suite.walk('/jwt/project')).find(({ id }) => id === made.body.token_id);
  assert.equal(row.name, name);
  assert.equal(row.expires_at, made.body.expires_at);
  assert.ok(!('token' in row) && !('discarded_at' in row));

  const gone = await suite.call('DELETE', `/jwt/project/${made.body.token_id}`);
  assert.equal(gone.status, 200);
  assert.equal(gone.body.token_id, made.body.token_id);
  assert.match(gone.body.discarded_at, suite.rfc3339);
  await assert.rejects(client.broadcasts.listBroadcasts(), suite.refusal(401));
});

test('a user token is created, works, is listed, and works no more once discarded', async () => {
  const external_id = suite.freshName('holder');
  const made = await suite.call('POST', '/jwt/user', { body: { external_id, name: 'phone' } });
  assertCreated(made);
  assert.ok(!('expires_at' in made.body));
  const client = suite.userClient(made.body.token);
  assert.deepEqual((await client.channels.listApnsTokens()).data.data, []);

  const { data: users } = await suite.projectClient().users.listUsers({ query: external_id });
  const path = `/jwt/user/${users.data[0].id}`;
  const [row, ...others] = await suite.walk(path);
  assert.deepEqual(others, []);
  assert.equal(row.id, made.body.token_id);
  assert.equal(row.name, 'phone');

  const gone = await suite.call('DELETE', `/jwt/user/${made.body.token_id}`);
  assert.equal(gone.status, 200);
  assert.equal(gone.body.token_id, made.body.token_id);
  assert.equal((await suite.walk(path))[0].discarded_at, gone.body.discarded_at);
  await assert.rejects(client.channels.listApnsTokens(), suite.refusal(401));
});

test('only a project token may call them', async () => {
  const calls = [
    ['POST', '/jwt/project', { name: 'x' }],
    ['GET', '/jwt/project'],
    ['DELETE', `/jwt/project/${randomUUID()}`],
    ['POST', '/jwt/user', { external_id: 'x' }],
    ['GET', `/jwt/user/${randomUUID()}`],
    ['DELETE', `/jwt/user/${randomUUID()}`],
  ];
  for (const [method, path, body] of calls) {
    const { status } = await suite.call(method, path, { token: suite.userToken, body });
    assert.equal(status, 401, `${method} ${path}`);
  }
});

test('unknown tokens and users are missing, and bad bodies are refused', async () => {
  for (const [method, path] of [
    ['DELETE', `/jwt/project/${randomUUID()}`],
    ['DELETE', `/jwt/user/${randomUUID()}`],
    ['GET', `/jwt/user/${randomUUID()}`],
  ]) {
    assert.equal((await suite.call(method, path)).status, 404, `${method} ${path}`);
  }
  for (const [path, body] of [
    ['/jwt/project', {}],
    ['/jwt/project', { name: 'x', expiry: 0 }],
    ['/jwt/user', { name: 'nobody' }],
  ]) {
    assert.equal((await suite.call('POST', path, { body })).status, 422, JSON.stringify(body));
  }
});

test('a token the customer signed with the secret key works, with another key not', async () => {
  const claims = {
    user_email: null,
    user_external_id: suite.freshName('signed'),
    api_key: suite.publicKey,
    exp: Math.floor(Date.now() / 1000) + 3600,
  };
  const { data } = await suite.userClient(signedByCustomer(claims)).channels.listFcmTokens();
  assert.deepEqual(data.data, []);
  const forged = suite.userClient(signedByCustomer(claims, 'another key'));
  await assert.rejects(forged.channels.listFcmTokens(), suite.refusal(401));
});
