import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import * as suite from './support.js';

const { users } = suite.projectClient();

test('a saved user is found by its external id and by its email', async () => {
  const externalId = suite.freshName('ada');
  const email = `${externalId}@example.com`;
  const { data: saved, metadata } = await users.saveUser({
    externalId,
    email,
    firstName: 'Ada',
    lastName: 'Lovelace',
    customAttributes: { plan: 'gold' },
  });
  assert.equal(metadata.status, 200);
  assert.match(saved.id, suite.uuid);
  for (const query of [externalId, email]) {
    const { data: page } = await users.listUsers({ query });
    assert.deepEqual(page.data.map((row) => row.id), [saved.id]);
    assert.equal(page.data[0].firstName, 'Ada');
    assert.deepEqual(page.data[0].customAttributes, { plan: 'gold' });
    assert.match(page.data[0].createdAt, suite.rfc3339);
  }
});

test('saving a user again changes the same user', async () => {
  const externalId = suite.freshName('grace');
  const { data: first } = await users.saveUser({ externalId, firstName: 'G' });
  const { data: second } = await users.saveUser({ externalId, firstName: 'Grace' });
  assert.equal(second.id, first.id);
  assert.equal(second.firstName, 'Grace');
});

test('POST creates a user too', async () => {
  const external_id = suite.freshName('posted');
  const { status, body } = await suite.call('POST', '/users', { body: { external_id } });
  assert.equal(status, 201);
  assert.match(body.id, suite.uuid);
  assert.equal(body.external_id, external_id);
});

test('a deleted user is listed no more', async () => {
  const externalId = suite.freshName('gone');
  const { data: saved } = await users.saveUser({ externalId });
  const { metadata } = await users.deleteUser(saved.id);
  assert.equal(metadata.status, 204);
  const { data: page } = await users.listUsers({ query: externalId });
  assert.deepEqual(page.data, []);
  await assert.rejects(users.deleteUser(randomUUID()), suite.refusal(404));
  await assert.rejects(users.deleteUser('not-a-uuid'), suite.refusal(400));
});

test('a user with a bad email is refused', async () => {
  const { status, body } = await suite.call('PUT', '/users', { body: { email: 'nobody' } });
  assert.equal(status, 422);
  assert.equal(body.errors[0].message, "Param 'email' should be a valid email");
});
