import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';

import * as suite from './support.js';

const project = suite.projectClient();

test('a delivery is told by an event that can be listed and fetched', async () => {
  await suite.userClient().channels.saveApnsToken({ deviceToken: suite.freshDevice() });
  const { data: broadcast } = await project.broadcasts.createBroadcast({
    title: 'tell me',
    recipients: [{ externalId: suite.userExternalId }],
  });
  const listed = await suite.eventually(async () => {
    const { data: page } = await project.events.listEvents({ limit: 100 });
    return page.data.find(
      (row) =>
        row.type === 'delivery.sent' &&
        row.context?.broadcast_id === broadcast.id &&
        row.context.channel === 'mobile_push',
    );
  }, 'the event delivery.sent');
  assert.equal(listed.code, 200);
  assert.equal(listed.level, 'info');
  assert.match(listed.timestamp, suite.rfc3339);
  assert.equal(listed.context.channel, 'mobile_push');
  assert.equal(listed.context.provider, 'apns');
  for (const name of ['delivery_id', 'notification_id', 'user_id']) {
    assert.match(listed.context[name], suite.uuid, name);
  }
  const { data: fetched } = await project.events.fetchEvent(listed.id);
  assert.equal(fetched.id, listed.id);
  assert.equal(fetched.type, 'delivery.sent');
  assert.equal(fetched.context.delivery_id, listed.context.delivery_id);
});

test('events are listed newest first', async () => {
  const { data: page } = await project.events.listEvents({ limit: 20 });
  const times = page.data.map((row) => Date.parse(row.timestamp));
  assert.ok(times.length > 1);
  assert.deepEqual(times, [...times].sort((a, b) => b - a));
});

test('an unknown event is missing', async () => {
  await assert.rejects(project.events.fetchEvent(randomUUID()), suite.refusal(404));
});

test('a user token may not read events', async () => {
  await assert.rejects(suite.projectClient(suite.userToken).events.listEvents(), suite.refusal(401));
});
