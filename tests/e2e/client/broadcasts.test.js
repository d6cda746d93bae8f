import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';

import * as suite from './support.js';

const project = suite.projectClient();
const recipients = [{ externalId: suite.userExternalId }];

before(async () => {
  await suite.userClient().channels.saveApnsToken({ deviceToken: suite.freshDevice() });
});

test('a created broadcast is answered as enqueued and ends processed', async () => {
  const { data: made, metadata } = await project.broadcasts.createBroadcast({
    title: 'hello',
    content: 'from the official client',
    actionUrl: 'https://example.com/',
    category: 'greetings',
    customAttributes: { order: 7 },
    recipients,
  });
  assert.equal(metadata.status, 201);
  assert.match(made.id, suite.uuid);
  assert.match(made.createdAt, suite.rfc3339);
  assert.equal(made.status.status, 'enqueued');
  assert.deepEqual(made.status.summary, { total: 0, failures: 0 });

  const done = await suite.eventually(async () => {
    const { data } = await project.broadcasts.fetchBroadcast(made.id);
    return data.status.status === 'processed' ? data : undefined;
  }, 'the broadcast to be processed');
  assert.deepEqual(done.status.summary, { total: 1, failures: 0 });
  assert.equal(done.title, 'hello');
  assert.equal(done.content, 'from the official client');
  assert.equal(done.actionUrl, 'https://example.com/');
  assert.equal(done.category, 'greetings');
  assert.deepEqual(done.customAttributes, { order: 7 });
  assert.equal(done.recipients[0].externalId, suite.userExternalId);
});

test('the list has the newest broadcast first', async () => {
  const ids = [];
  for (const title of ['older', 'newer']) {
    ids.unshift((await project.broadcasts.createBroadcast({ title, recipients })).data.id);
  }
  const { data: page } = await project.broadcasts.listBroadcasts({ limit: 2 });
  assert.deepEqual(page.data.map((row) => row.id), ids);
});

test('overrides come back as they were given', async () => {
  const overrides = { channels: { mobilePush: { title: 'shorter' } } };
  const { data } = await project.broadcasts.createBroadcast({ title: 'long', recipients, overrides });
  assert.equal(data.overrides.channels.mobilePush.title, 'shorter');
});

test('an unknown broadcast is missing and a malformed id is a bad request', async () => {
  await assert.rejects(project.broadcasts.fetchBroadcast(randomUUID()), suite.refusal(404));
  await assert.rejects(project.broadcasts.fetchBroadcast('not-a-uuid'), suite.refusal(400));
});

test('a user token may not broadcast', async () => {
  const asUser = suite.projectClient(suite.userToken);
  await assert.rejects(asUser.broadcasts.createBroadcast({ title: 'no', recipients }), suite.refusal(401));
});

test('a body that breaks the rules is refused with the parameter by name', async () => {
  const untitled = await suite.call('POST', '/broadcasts', { body: { recipients: [{ external_id: 'x' }] } });
  assert.equal(untitled.status, 422);
  assert.equal(untitled.body.errors[0].message, "Param 'title' is missing");
  const wrapped = await suite.call('POST', '/broadcasts', {
    body: { title: 'x', recipients: [{ external_id: 'x' }], broadcast: {} },
  });
  assert.equal(wrapped.status, 422);
  assert.match(wrapped.body.errors[0].message, /Param '\(root\)' doesn't allow key: broadcast/);
});

test('an idempotency key repeats the first answer and refuses another body', async () => {
  const headers = { 'idempotency-key': suite.freshName('key') };
  const body = { title: 'once', recipients: [{ external_id: suite.userExternalId }] };
  const first = await suite.call('POST', '/broadcasts', { body, headers });
  const second = await suite.call('POST', '/broadcasts', { body, headers });
  assert.equal(first.status, 201);
  assert.equal(second.status, 201);
  assert.deepEqual(second.body, first.body);
  const other = await suite.call('POST', '/broadcasts', { body: { ...body, title: 'twice' }, headers });
  assert.equal(other.status, 422);
});
