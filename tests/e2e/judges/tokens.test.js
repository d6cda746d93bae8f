// The tokens that prove who we are, before jose: what Apple, Google and push services would verify.
import assert from 'node:assert/strict';
import { createECDH, createPublicKey } from 'node:crypto';
import { test } from 'node:test';
import { decodeProtectedHeader, importSPKI, jwtVerify } from 'jose';
import { requests } from './requests.js';
import { make_key } from './sandbox.js';

const minute = 60;
const now = () => Math.floor(Date.now() / 1000);

test('APNs: the provider token is ES256, of that key and team, and fresh', async () => {
  const key = make_key('ec');
  const config = { app_id: 'com.example.app', badge: 'unread', certificate: key.privateKey, key_id: 'KEY0000001', team_id: 'TEAM000001' };
  const [sent] = requests({ kind: 'apns', config, to: 'ab'.repeat(32) });
  const [scheme, token] = sent.headers.authorization.split(' ');
  assert.equal(scheme, 'bearer');
  const { payload, protectedHeader } = await jwtVerify(token, await importSPKI(key.publicKey, 'ES256'), {
    algorithms: ['ES256'], issuer: 'TEAM000001', requiredClaims: ['iat'],
  });
  assert.equal(protectedHeader.kid, 'KEY0000001');
  assert.ok(Math.abs(payload.iat - now()) < minute);
  await assert.rejects(jwtVerify(token, await importSPKI(make_key('ec').publicKey, 'ES256')), { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' });
});

test('FCM: the assertion asks Google for messaging alone, for an hour', async () => {
  const key = make_key('rsa');
  const config = {
    type: 'service_account', project_id: 'demo', private_key_id: 'k1', private_key: key.privateKey,
    client_email: 'push@demo.iam.gserviceaccount.com', client_id: '1', auth_uri: 'https://accounts.google.com/o/oauth2/auth',
    token_uri: 'https://oauth2.googleapis.com/token', auth_provider_x509_cert_url: 'https://www.googleapis.com/oauth2/v1/certs',
    client_x509_cert_url: 'https://www.googleapis.com/robot/v1/metadata/x509/push', universe_domain: 'googleapis.com',
  };
  const [{ issuer }] = requests({ kind: 'fcm', config, to: 'fcm-token' });
  assert.equal(issuer.path, '/token');
  const form = new URLSearchParams(Buffer.from(issuer.body, 'base64').toString());
  assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer');
  const { payload, protectedHeader } = await jwtVerify(form.get('assertion'), await importSPKI(key.publicKey, 'RS256'), {
    algorithms: ['RS256'], issuer: config.client_email, audience: config.token_uri, requiredClaims: ['iat', 'exp', 'scope'],
  });
  assert.equal(protectedHeader.kid, 'k1');
  assert.equal(payload.scope, 'https://www.googleapis.com/auth/firebase.messaging');
  assert.ok(payload.exp - payload.iat <= 60 * minute);
});

/** A VAPID pair, and a browser's half of a subscription. */
function pair() {
  const ecdh = createECDH('prime256v1');
  const point = ecdh.generateKeys();
  return { ecdh, public_key: point.toString('base64url'), private_key: ecdh.getPrivateKey('base64url'), point };
}

test('Web Push: the VAPID token is for one origin, a day at most, and of the key beside it', async () => {
  const vapid = pair();
  const details = {
    endpoint: 'https://push.example.com:8443/wpush/v2/one',
    keys: { p256dh: pair().public_key, auth: Buffer.alloc(16, 7).toString('base64url') },
  };
  const config = { public_key: vapid.public_key, private_key: vapid.private_key };
  const [sent] = requests({ kind: 'web_push', config, to: details.endpoint, details });
  const [, token, key] = sent.headers.authorization.match(/^vapid t=([\w.-]+), ?k=([\w-]+)$/);
  assert.equal(key, vapid.public_key);
  const jwk = { kty: 'EC', crv: 'P-256', x: vapid.point.subarray(1, 33).toString('base64url'), y: vapid.point.subarray(33).toString('base64url') };
  const { payload } = await jwtVerify(token, createPublicKey({ key: jwk, format: 'jwk' }), {
    algorithms: ['ES256'], audience: 'https://push.example.com:8443', requiredClaims: ['exp', 'sub'],
  });
  assert.ok(payload.exp - now() <= 24 * 60 * minute);
  assert.match(payload.sub, /^(mailto:[^\s<>]+@[^\s<>]+\.\w+|https:\/\/[^\s]+)$/);
  assert.equal(decodeProtectedHeader(token).typ, 'JWT');
  assert.equal(sent.path, '/wpush/v2/one');
});
