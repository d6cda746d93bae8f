// Our pushes to browsers before http_ece, which web-push and many push services' tests are made of: it decrypts them with
// nothing but the browser's half, and what is in them is what a service worker reads.
import assert from 'node:assert/strict';
import { createECDH, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import ece from 'http_ece';
import { requests } from './requests.js';

function pair() {
  const ecdh = createECDH('prime256v1');
  return { ecdh, public_key: ecdh.generateKeys('base64url'), private_key: ecdh.getPrivateKey('base64url') };
}

const config = (({ public_key, private_key }) => ({ public_key, private_key }))(pair());

function subscription() {
  const { ecdh, public_key } = pair();
  const auth = randomBytes(16);
  const endpoint = `https://push.example.com/wpush/${public_key.slice(0, 8)}`;
  return { ecdh, auth, details: { endpoint, keys: { p256dh: public_key, auth: auth.toString('base64url') } } };
}

const decrypt = (body, { ecdh, auth }) =>
  JSON.parse(ece.decrypt(body, { version: 'aes128gcm', privateKey: ecdh, authSecret: auth.toString('base64url') }));

test('every browser reads its own push, and what it reads is what was meant', () => {
  const browsers = Array.from({ length: 20 }, subscription);
  const words = ['World', 'Grüße, 鐘 🔔', '<b>&amp;', 'x'.repeat(3000)];
  const sent = requests(
    ...browsers.map(({ details }, at) => ({ kind: 'web_push', config, to: details.endpoint, details, title: `Bell ${at}`, content: words[at % 4] })),
  );
  sent.forEach(({ body, headers }, at) => {
    assert.equal(headers['content-encoding'], 'aes128gcm');
    const { id, title, content } = decrypt(body, browsers[at]);
    assert.deepEqual({ id, title, content }, { id: '0190a5c0-0000-7000-8000-00000000000a', title: `Bell ${at}`, content: words[at % 4] });
  });
});

test('no two are encrypted alike, and no other browser reads one', () => {
  const [one, other] = [subscription(), subscription()];
  const same = { kind: 'web_push', config, to: one.details.endpoint, details: one.details };
  const [first, second] = requests(same, same);
  assert.notDeepEqual(first.body.subarray(0, 16), second.body.subarray(0, 16), 'the salt repeats');
  assert.notDeepEqual(first.body.subarray(21, 86), second.body.subarray(21, 86), 'the key repeats');
  assert.throws(() => decrypt(first.body, { ...one, auth: other.auth }));
  assert.throws(() => decrypt(first.body, { ...one, ecdh: other.ecdh }));
});

test('what is too long is cut to what every push service takes', () => {
  const browser = subscription();
  const [{ body }] = requests({ kind: 'web_push', config, to: browser.details.endpoint, details: browser.details, content: 'é'.repeat(10_000) });
  assert.ok(body.length <= 4096, `${body.length} bytes`);
  assert.match(decrypt(body, browser).content, /^é+…$/);
});
