// expo-server-sdk, Expo's own Node client, against the sandbox's desks for pushes and receipts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent } from 'undici';
import { start_sandbox } from './sandbox.js';

let sandbox;
let agent;
let Expo;

before(async () => {
  sandbox = await start_sandbox();
  process.env.EXPO_BASE_URL = `https://127.0.0.1:${sandbox.port}`; // read when the client is loaded
  ({ Expo } = await import('expo-server-sdk'));
  agent = new Agent({ allowH2: true, connect: { ca: sandbox.ca } });
  await sandbox.control('PUT', 'credentials', { expo: [{ access_token: 't0ken' }] });
});
after(async () => {
  await agent.destroy();
  assert.equal(await sandbox.stop(), 0);
});

const client = (changes = {}) => new Expo({ accessToken: 't0ken', httpAgent: agent, retryMinTimeout: 1, ...changes });
const message = (inside, changes = {}) => ({
  to: `ExponentPushToken[${inside}]`,
  title: 'Hello',
  body: 'World',
  data: { nid: 'note-1', did: inside },
  ...changes,
});
const send = (...messages) => client().sendPushNotificationsAsync(messages);

test('what the client cuts into chunks is accepted, compressed as it comes', async () => {
  const messages = Array.from({ length: 250 }, (_, i) => message(`device-${i}`));
  const chunks = client().chunkPushNotifications(messages);
  assert.equal(chunks.length, 3);
  for (const chunk of chunks) {
    const tickets = await client().sendPushNotificationsAsync(chunk);
    assert.ok(tickets.every((each) => each.status === 'ok' && each.id));
  }
  const counts = await sandbox.control('GET', 'counts');
  assert.equal(counts.expo['200'], 250);
});

test('every option of the client passes', async () => {
  const [ticket] = await send(
    message('full', {
      subtitle: 's', sound: { critical: true, name: 'default', volume: 1 }, ttl: 60, expiration: 1900000000,
      priority: 'high', interruptionLevel: 'time-sensitive', badge: 1, channelId: 'news', icon: 'i',
      richContent: { image: 'https://example.test/a.png' }, categoryId: 'c', mutableContent: true,
      collapseId: 'x', tag: 't', _contentAvailable: true,
    }),
  );
  assert.equal(ticket.status, 'ok');
});

test('errors of tickets are read as Expo documents them', async () => {
  for (const code of ['DeviceNotRegistered', 'MessageTooBig', 'MessageRateExceeded', 'MismatchSenderId',
    'InvalidCredentials', 'DeveloperError', 'ProviderError', 'ExpoError']) {
    const [good, bad] = await send(message('good'), message(`sbx-${code}-1`));
    assert.equal(good.status, 'ok');
    assert.equal(bad.details.error, code);
  }
});

test('receipts are told by ticket, and those that are not ready are left out', async () => {
  const tickets = await send(message('a'), message('sbx-receipt_DeviceNotRegistered-1'), message('sbx-receipt_missing-1'));
  const ids = tickets.map((each) => each.id);
  const receipts = await client().getPushNotificationReceiptsAsync(ids);
  assert.equal(receipts[ids[0]].status, 'ok');
  assert.equal(receipts[ids[1]].details.error, 'DeviceNotRegistered');
  assert.equal(receipts[ids[2]], undefined);
});

test('errors of whole requests reach the client with their code', async () => {
  for (const code of ['VALIDATION_ERROR', 'PUSH_TOO_MANY_EXPERIENCE_IDS', 'UNAUTHORIZED', 'TOO_MANY_REQUESTS']) {
    await assert.rejects(send(message(`sbx-${code}-1`)), { code });
  }
  await assert.rejects(send(message('alpha.1'), message('beta.1')), (error) => {
    assert.equal(error.code, 'PUSH_TOO_MANY_EXPERIENCE_IDS');
    assert.deepEqual(Object.keys(error.details), ['@sandbox/alpha', '@sandbox/beta']);
    return true;
  });
  await assert.rejects(send(message('sbx-HTML_BAD_GATEWAY-1')), { statusCode: 502 });
});

test('the client retries a 429 by itself and then succeeds', async () => {
  await sandbox.control('POST', 'rules', [
    { provider: 'expo', times: 2, action: { respond: { reason: 'TOO_MANY_REQUESTS' } } },
  ]);
  const [ticket] = await send(message('again'));
  assert.equal(ticket.status, 'ok');
  await sandbox.control('DELETE', 'rules');
});

test('strangers and wrong messages are refused', async () => {
  await assert.rejects(client({ accessToken: 'other' }).sendPushNotificationsAsync([message('a')]), { code: 'UNAUTHORIZED' });
  await assert.rejects(send(message('a', { badge: 'many' })), { code: 'VALIDATION_ERROR' });
});
