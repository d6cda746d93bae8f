// @parse/node-apn, the Node client most people push to Apple with, against the sandbox's APNs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import apn from '@parse/node-apn';
import { make_key, start_sandbox } from './sandbox.js';

const topic = 'com.example.app';
const key = make_key('ec');
const alien = make_key('ec');
let sandbox;

before(async () => {
  // Not probed: with one stream at first, this client fails every push but one of a batch with REFUSED_STREAM.
  sandbox = await start_sandbox('--no-apns-probe');
  await sandbox.control('PUT', 'credentials', {
    apns: [{ team_id: 'TEAM000001', key_id: 'KEY0000001', public_key: key.publicKey, topics: [topic] }],
  });
});
after(async () => assert.equal(await sandbox.stop(), 0));

const device = (start = '') => start.padEnd(64, 'a');

function note(changes = {}) {
  return Object.assign(new apn.Notification(), {
    topic,
    alert: { title: 'Hello', body: 'World' },
    pushType: 'alert',
    priority: 10,
    collapseId: 'note-1',
    ...changes,
  });
}

/** Sends with a fresh provider, so that each test has its own connection. */
async function send(notification, devices, token = {}) {
  const provider = new apn.Provider({
    token: { key: key.privateKey, keyId: 'KEY0000001', teamId: 'TEAM000001', ...token },
    address: '127.0.0.1',
    port: sandbox.port,
    ca: sandbox.ca,
    connectionRetryLimit: 0,
    requestTimeout: 1500,
  });
  try {
    return await provider.send(notification, devices);
  } finally {
    // Not waited for: the callback never comes once the session is lost.
    provider.shutdown();
  }
}

async function reason_of(notification, device_token = device(), token = {}) {
  const { sent, failed } = await send(notification, [device_token], token);
  assert.equal(sent.length, 0);
  assert.equal(failed.length, 1);
  return `${failed[0].status} ${failed[0].response?.reason ?? failed[0].error?.message}`;
}

test('a right push is accepted, to many devices at once', async () => {
  const devices = Array.from({ length: 200 }, (_, i) => device(i.toString(16).padStart(4, '0')));
  const { sent, failed } = await send(note(), devices);
  assert.deepEqual(failed, []);
  assert.equal(sent.length, 200);
  assert.equal((await sandbox.control('GET', 'counts')).apns['200'], 200);
});

test('background, voip and live activity pushes are accepted', async () => {
  const background = note({ pushType: 'background', priority: 5, alert: undefined, contentAvailable: true });
  const voip = note({ pushType: 'voip', topic: `${topic}.voip` });
  const activity = note({ pushType: 'liveactivity', topic: `${topic}.push-type.liveactivity` });
  for (const each of [background, voip, activity]) {
    assert.deepEqual((await send(each, [device()])).failed, []);
  }
});

test('canned errors reach the client with status and reason', async () => {
  const rows = {
    '02': '400 BadDeviceToken',
    '07': '400 DeviceTokenNotForTopic',
    14: '400 TopicDisallowed',
    18: '403 Forbidden',
    24: '404 BadPath',
    26: '410 ExpiredToken',
    27: '410 Unregistered',
    28: '413 PayloadTooLarge',
  };
  for (const [row, expected] of Object.entries(rows)) {
    assert.equal(await reason_of(note(), device(`eeeeee${row}`)), expected);
  }
});

test('a 410 tells since when the device is gone', async () => {
  const { failed } = await send(note(), [device('eeeeee27')]);
  assert.ok(Math.abs(failed[0].response.timestamp - Date.now()) < 60_000);
});

test('what is retryable is given up with its status', async () => {
  for (const [row, status] of [['30', 429], ['31', 500], ['32', 503]]) {
    const { failed } = await send(note(), [device(`eeeeee${row}`)]);
    assert.equal(failed[0].status, status);
  }
});

test('wrong headers and payloads are refused', async () => {
  assert.equal(await reason_of(note({ topic: 'com.example.other' })), '400 TopicDisallowed');
  assert.equal(await reason_of(note({ topic: undefined })), '400 MissingTopic');
  assert.equal(await reason_of(note({ pushType: 'background' })), '400 BadPriority');
  assert.equal(await reason_of(note({ collapseId: 'c'.repeat(65) })), '400 BadCollapseId');
  assert.equal(await reason_of(note({ payload: { x: 'x'.repeat(4096) } })), '413 PayloadTooLarge');
  assert.equal(await reason_of(note(), 'nonsense'), '400 BadDeviceToken');
});

test('tokens of an alien key, team or key id are refused', async () => {
  assert.equal(await reason_of(note(), device(), { key: alien.privateKey }), '403 InvalidProviderToken');
  assert.equal(await reason_of(note(), device(), { teamId: 'TEAM000009' }), '403 InvalidProviderToken');
  assert.equal(await reason_of(note(), device(), { keyId: 'KEY0000009' }), '403 InvalidProviderToken');
});

test('a token over an hour old is refused as expired', async (t) => {
  t.mock.method(Date, 'now', () => new Date().getTime() - 3_700_000);
  assert.match(await reason_of(note()), /ExpiredProviderToken/);
});

test('faults reach the client as failures of one push', async () => {
  for (const row of ['90', '91', '94', '95']) {
    const { sent, failed } = await send(note(), [device(`eeeeee${row}`)]);
    assert.equal(sent.length, 0, row);
    assert.equal(failed.length, 1, row);
  }
});
