// firebase-admin, Google's own Node client, against the sandbox's FCM and token endpoint.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cert, deleteApp, initializeApp } from 'firebase-admin/app';
import { getMessaging } from 'firebase-admin/messaging';
import { redirect_google } from './google_bridge.js';
import { make_key, start_sandbox } from './sandbox.js';

const key = make_key('rsa');
const alien = make_key('rsa');
const account = { project_id: 'demo', client_email: 'push@demo.test' };
let sandbox;
let bridge;
let apps = 0;

before(async () => {
  sandbox = await start_sandbox();
  bridge = await redirect_google(sandbox);
  await sandbox.control('PUT', 'credentials', { fcm: [{ ...account, public_key: key.publicKey }] });
});
after(async () => {
  bridge.stop();
  assert.equal(await sandbox.stop(), 0);
});

/** Sends with an app of its own: own token, own connection. */
async function send(messages, changes = {}) {
  const credential = cert({ ...account, private_key: key.privateKey, ...changes });
  const app = initializeApp({ credential, projectId: changes.project_id ?? 'demo' }, `app-${(apps += 1)}`);
  try {
    return await getMessaging(app).sendEach(messages);
  } finally {
    await deleteApp(app);
  }
}

const message = (token, changes = {}) => ({
  token,
  notification: { title: 'Hello', body: 'World' },
  data: { nid: 'note-1', did: token },
  ...changes,
});

async function code_of(one, changes) {
  const { responses } = await send([one], changes);
  assert.equal(responses[0].success, false);
  return responses[0].error.code;
}

test('right messages are accepted, a bearer having been fetched first', async () => {
  const tokens = Array.from({ length: 50 }, (_, i) => `device-token:${i}`);
  const { successCount, responses } = await send(tokens.map((token) => message(token)));
  assert.equal(successCount, 50, JSON.stringify(responses.find((each) => !each.success)));
  assert.match(responses[0].messageId, /^projects\/demo\/messages\/0:/);
  const counts = await sandbox.control('GET', 'counts');
  assert.equal(counts.fcm['200'], 50);
  assert.equal(counts.distinct, 50);
  assert.equal(counts.token['200'], 1);
});

test('every option of the client passes the schema', async () => {
  const full = message('device-token:1', {
    android: {
      collapseKey: 'c',
      priority: 'high',
      ttl: 3_600_500,
      restrictedPackageName: 'com.example.app',
      data: { a: 'b' },
      notification: {
        tag: 't', channelId: 'c', color: '#ff0000', sound: 'default', titleLocKey: 'k', titleLocArgs: ['1'],
        eventTimestamp: new Date(), priority: 'high', visibility: 'public', notificationCount: 2,
        vibrateTimingsMillis: [100, 200], defaultSound: true, sticky: true,
        lightSettings: { color: '#00ff00', lightOnDurationMillis: 100, lightOffDurationMillis: 200 },
      },
      fcmOptions: { analyticsLabel: 'label' },
    },
    apns: {
      headers: { 'apns-priority': '10', 'apns-collapse-id': 'c' },
      payload: { aps: { alert: { title: 'T' }, badge: 1, sound: 'default', mutableContent: true } },
      fcmOptions: { imageUrl: 'https://example.test/a.png' },
    },
    webpush: {
      headers: { TTL: '60', Urgency: 'high' },
      notification: { title: 'T', actions: [{ action: 'a', title: 'A' }] },
      fcmOptions: { link: 'https://example.test/' },
    },
    fcmOptions: { analyticsLabel: 'label' },
  });
  const { responses } = await send([full]);
  assert.equal(responses[0].success, true, responses[0].error?.message);
});

test('canned errors are classified as Google documents them', async () => {
  const rows = {
    UNREGISTERED: 'messaging/registration-token-not-registered',
    SENDER_ID_MISMATCH: 'messaging/mismatched-credential',
    QUOTA_EXCEEDED: 'messaging/message-rate-exceeded',
    QUOTA_DEVICE: 'messaging/message-rate-exceeded',
    THIRD_PARTY_AUTH_ERROR: 'messaging/third-party-auth-error',
    INVALID_TOKEN: 'messaging/invalid-argument',
    TOO_BIG: 'messaging/invalid-argument',
    INTERNAL: 'messaging/internal-error',
    UNSPECIFIED_ERROR: 'messaging/unknown-error',
    HTML_INTERNAL: 'messaging/internal-error',
  };
  for (const [row, expected] of Object.entries(rows)) {
    assert.equal(await code_of(message(`sbx-${row}-1`)), expected, row);
  }
});

test('the client retries 503 by itself and then succeeds', async () => {
  await sandbox.control('POST', 'rules', [
    { provider: 'fcm', times: 2, action: { respond: { reason: 'UNAVAILABLE' } } },
  ]);
  const { responses } = await send([message('device-token:503')]);
  assert.equal(responses[0].success, true);
  await sandbox.control('DELETE', 'rules');
});

test('messages against the rules are refused', async () => {
  assert.equal(await code_of(message('no token at all')), 'messaging/invalid-argument');
  assert.equal(await code_of(message('device-token:1', { data: { 'google.x': 'y' } })), 'messaging/invalid-argument');
  assert.equal(await code_of(message('device-token:1', { data: { x: 'x'.repeat(4096) } })), 'messaging/invalid-argument');
});

test('no bearer for the signature of an alien key, or for an unknown account', async () => {
  const alien_key = { private_key: alien.privateKey };
  const stranger = { client_email: 'stranger@demo.test' };
  for (const changes of [alien_key, stranger]) {
    const { responses } = await send([message('device-token:1')], changes);
    assert.equal(responses[0].success, false);
    assert.match(responses[0].error.message, /invalid_grant|Invalid JWT Signature|account not found/);
  }
});

test('a revoked bearer and an alien project are refused', async () => {
  await sandbox.control('POST', 'rules', [
    { provider: 'fcm', times: 1, action: { respond: { reason: 'UNAUTHENTICATED' } } },
  ]);
  // The client knows only the canonical status, so both codes read stranger than they are.
  assert.equal(await code_of(message('device-token:1')), 'messaging/third-party-auth-error');
  await sandbox.control('DELETE', 'rules');
  const elsewhere = { project_id: 'elsewhere' };
  assert.equal(await code_of(message('device-token:1'), elsewhere), 'messaging/registration-token-not-registered');
});
