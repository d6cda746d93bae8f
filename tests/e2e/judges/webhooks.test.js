// The reference library of Standard Webhooks, and Svix's own, before what we send to endpoints.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import * as standard from 'standardwebhooks';
import * as svix from 'svix';

const secret = (size) => `whsec_${randomBytes(size).toString('base64')}`;

// {"id", "secrets", "body", "at" (ms)} → {"headers"}, by the code that signs our calls.
function sign(calls) {
  const lines = calls.map((call) => JSON.stringify(call)).join('\n');
  const signed = execFileSync(process.env.CARILLON_WEBHOOK_SIGNER, { input: lines }).toString();
  return signed.trimEnd().split('\n').map((line) => JSON.parse(line));
}

const bodies = ['{}', '{"type":"delivery.sent"}', '{"log":"Grüße, 鐘 🔔"}', `{"long":"${'x'.repeat(20000)}"}`];

for (const [name, { Webhook, WebhookVerificationError }] of Object.entries({ standardwebhooks: standard, svix })) {
  test(`${name}: every body verifies under secrets of all sizes`, () => {
    for (const size of [24, 32, 64]) {
      const key = secret(size);
      const calls = bodies.map((body, index) => ({ id: `msg_${index}`, secrets: [key], body, at: Date.now() }));
      sign(calls).forEach(({ headers }, index) => {
        assert.deepEqual(new Webhook(key).verify(bodies[index], headers), JSON.parse(bodies[index]));
      });
    }
  });

  test(`${name}: while a secret is replaced both verify, and no other does`, () => {
    const [fresh, former] = [secret(32), secret(32)];
    const [{ headers }] = sign([{ id: 'msg_1', secrets: [fresh, former], body: '{}', at: Date.now() }]);
    for (const key of [fresh, former]) new Webhook(key).verify('{}', headers);
    assert.throws(() => new Webhook(secret(32)).verify('{}', headers), WebhookVerificationError);
  });

  test(`${name}: another body, id or time does not verify`, () => {
    const key = secret(32);
    const [{ headers }] = sign([{ id: 'msg_1', secrets: [key], body: '{}', at: Date.now() }]);
    const later = String(Number(headers['webhook-timestamp']) + 1);
    const hook = new Webhook(key);
    assert.throws(() => hook.verify('{ }', headers), WebhookVerificationError);
    assert.throws(() => hook.verify('{}', { ...headers, 'webhook-id': 'msg_2' }), WebhookVerificationError);
    assert.throws(() => hook.verify('{}', { ...headers, 'webhook-timestamp': later }), WebhookVerificationError);
  });

  test(`${name}: a call of long ago is refused by its time`, () => {
    const key = secret(32);
    const [{ headers }] = sign([{ id: 'msg_1', secrets: [key], body: '{}', at: Date.now() - 600_000 }]);
    assert.throws(() => new Webhook(key).verify('{}', headers), WebhookVerificationError);
  });
}
