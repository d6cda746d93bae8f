// web-push, the usual Node client, against the sandbox's push service.
import assert from 'node:assert/strict';
import https from 'node:https';
import { after, before, test } from 'node:test';
import web_push from 'web-push';
import { start_bridge } from './h1_bridge.js';
import { start_sandbox } from './sandbox.js';

const keys = web_push.generateVAPIDKeys();
const other = web_push.generateVAPIDKeys();
let sandbox;
let bridge;
let agent;

before(async () => {
  sandbox = await start_sandbox();
  bridge = await start_bridge(sandbox);
  agent = new https.Agent({ ca: sandbox.ca });
  await sandbox.control('PUT', 'credentials', {
    web_push: [{ public_key: keys.publicKey }, { public_key: other.publicKey }],
  });
});
after(async () => {
  agent.destroy();
  bridge.stop();
  assert.equal(await sandbox.stop(), 0);
});

async function subscribe(...names) {
  const { subscriptions } = await sandbox.control('POST', 'subscriptions', {
    public_key: keys.publicKey,
    names,
    origin: bridge.origin,
  });
  return subscriptions;
}

function send(subscription, options = {}) {
  const vapidDetails = { subject: 'mailto:push@example.com', ...keys };
  const payload = JSON.stringify({ id: 'note-1', title: 'Hello', content: 'World' });
  return web_push.sendNotification(subscription, payload, { agent, vapidDetails, ...options });
}

test('right messages are accepted and decrypted', async () => {
  const subscriptions = await subscribe(...Array.from({ length: 50 }, (_, i) => `browser-${i}`));
  const answers = await Promise.all(subscriptions.map((each) => send(each, { TTL: 60, urgency: 'high', topic: 'news' })));
  assert.ok(answers.every((each) => each.statusCode === 201));
  const counts = await sandbox.control('GET', 'counts');
  assert.equal(counts.web_push['201'], 50);
  assert.equal(counts.distinct, 50);
});

test('an alien key, another subscription’s auth and an odd contact are refused', async () => {
  const [subscription, neighbour] = await subscribe('browser', 'neighbour');
  const status_of = (promise) => promise.then((answer) => answer.statusCode, (error) => error.statusCode);
  assert.equal(await status_of(send(subscription, { vapidDetails: { subject: 'mailto:a@b.example', ...other } })), 403);
  const strange = { subject: 'mailto:a@b.example', ...web_push.generateVAPIDKeys() };
  assert.equal(await status_of(send(subscription, { vapidDetails: strange })), 403);
  const mixed = { ...subscription, keys: { ...subscription.keys, auth: neighbour.keys.auth } };
  assert.equal(await status_of(send(mixed)), 400);
  const local = { subject: 'mailto:push@localhost', ...keys };
  assert.equal(await status_of(send(subscription, { vapidDetails: local })), 403);
});

test('canned ends reach the client with their status', async () => {
  const ends = { GONE: 410, NOT_FOUND: 404, TOO_MANY_REQUESTS: 429, DATA_TOO_LARGE: 413, BAD_JWT: 403, THROTTLED: 406 };
  for (const [key, statusCode] of Object.entries(ends)) {
    const [subscription] = await subscribe(`sbx-${key}-1`);
    await assert.rejects(send(subscription), { statusCode });
  }
});
