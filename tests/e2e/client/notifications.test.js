// The in-app inbox, by every method the client has for it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, test } from 'node:test';

import * as suite from './support.js';

const externalId = suite.freshName('reader');
const category = 'inbox_tests';
let inbox;

/** Sends, and waits until it is in the inbox; the row. */
async function receive(title, topic) {
  const { data: sent } = await suite.projectClient().broadcasts.createBroadcast({
    title,
    content: `about ${title}`,
    actionUrl: 'https://example.com/',
    category,
    topic,
    customAttributes: { from: 'tests' },
    recipients: [{ externalId }],
  });
  assert.ok(sent.id);
  return suite.eventually(async () => {
    const { data: page } = await inbox.listNotifications({ limit: 100 });
    return page.data.find((row) => row.title === title);
  }, `notification ${title}`);
}
const status = async (id) => (await inbox.fetchNotification(id)).data;

before(async () => {
  const plan = { key: category, channels: [{ channel: 'in_app' }] };
  await suite.projectClient().channels.saveChannelsConfig(plan);
  const made = await suite.call('POST', '/jwt/user', { body: { external_id: externalId } });
  inbox = suite.userClient(made.body.token).notifications;
});

test('a broadcast is a notification, newest first', async () => {
  const first = await receive('one', 'a');
  const second = await receive('two', 'b');
  const { data: page } = await inbox.listNotifications({ limit: 10 });
  assert.deepEqual(page.data.map(({ id }) => id), [second.id, first.id]);
  const { data: row } = await inbox.fetchNotification(first.id);
  assert.equal(row.content, 'about one');
  assert.equal(row.actionUrl, 'https://example.com/');
  assert.equal(row.category, category);
  assert.deepEqual(row.customAttributes, { from: 'tests' });
  assert.equal(row.readAt ?? null, null);
  const { data: only } = await inbox.listNotifications({ topic: 'a', category });
  assert.deepEqual(only.data.map(({ id }) => id), [first.id]);
});

test('reading marks it read and seen, and back', async () => {
  const { id } = await receive('three', 'c');
  const count = async () => (await inbox.fetchUnreadNotificationsCount({ topic: 'c' })).data.count;
  assert.equal(await count(), 1);
  assert.equal((await inbox.markNotificationRead(id)).metadata.status, 204);
  assert.match((await status(id)).readAt, suite.rfc3339);
  assert.match((await status(id)).seenAt, suite.rfc3339);
  assert.equal(await count(), 0);
  assert.equal((await inbox.markNotificationUnread(id)).metadata.status, 204);
  assert.equal((await status(id)).readAt ?? null, null);
  assert.equal(await count(), 1);
});

test('an archived one is listed as such, and comes back', async () => {
  const { id } = await receive('four', 'd');
  assert.equal((await inbox.archiveNotification(id)).metadata.status, 204);
  assert.match((await status(id)).archivedAt, suite.rfc3339);
  const { data: archived } = await inbox.listNotifications({ status: 'archived' });
  assert.ok(archived.data.some((row) => row.id === id));
  assert.equal((await inbox.unarchiveNotification(id)).metadata.status, 204);
  assert.equal((await status(id)).archivedAt ?? null, null);
});

test('all of a topic are read or archived at once, and no others', async () => {
  const { id } = await receive('five', 'e');
  const { id: other } = await receive('six', 'f');
  assert.equal((await inbox.markAllNotificationsRead({ topic: 'e' })).metadata.status, 204);
  assert.match((await status(id)).readAt, suite.rfc3339);
  assert.equal((await status(other)).readAt ?? null, null);
  assert.equal((await inbox.archiveAllNotifications({ topic: 'e' })).metadata.status, 204);
  assert.match((await status(id)).archivedAt, suite.rfc3339);
  assert.equal((await status(other)).archivedAt ?? null, null);
});

test('the newer call marks one and all seen', async () => {
  const made = await suite.call('POST', '/jwt/user', { body: { external_id: externalId } });
  const token = made.body.token;
  const { id } = await receive('seven', 'g');
  const { id: other } = await receive('eight', 'g');
  assert.equal((await suite.call('POST', `/notifications/${id}/seen`, { token })).status, 204);
  assert.match((await status(id)).seenAt, suite.rfc3339);
  assert.equal((await status(other)).seenAt ?? null, null);
  assert.equal((await suite.call('POST', '/notifications/seen', { token })).status, 204);
  assert.match((await status(other)).seenAt, suite.rfc3339);
});

test('an unknown notification is missing, a malformed id a bad request', async () => {
  await assert.rejects(inbox.fetchNotification(randomUUID()), suite.refusal(404));
  await assert.rejects(inbox.markNotificationRead(randomUUID()), suite.refusal(404));
  await assert.rejects(inbox.fetchNotification('not-a-uuid'), suite.refusal(400));
});

test('another user does not see it, nor may a project token', async () => {
  const { id } = await receive('nine', 'h');
  await assert.rejects(suite.userClient().notifications.fetchNotification(id), suite.refusal(404));
  const asProject = suite.userClient(suite.projectToken).notifications;
  await assert.rejects(asProject.listNotifications(), suite.refusal(401));
});
