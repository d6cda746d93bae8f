// twilio, the vendor's Node client, on both sides of the desk: the sandbox takes its messages and words its refusals, it
// verifies the callbacks that the sandbox posts, and we believe what it signs and nothing else.
import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import twilio from 'twilio';
import { start_bridge } from './h1_bridge.js';
import { believed } from './requests.js';
import { start_sandbox } from './sandbox.js';

const account = `AC${'1'.repeat(32)}`;
const auth_token = 'twilio-auth-token-of-nobody-1234';
let sandbox;
let bridge;

before(async () => {
  sandbox = await start_sandbox();
  bridge = await start_bridge(sandbox);
  const key = { account_sid: account, api_key: 'SK1', api_secret: 'secret', auth_token };
  await sandbox.control('PUT', 'credentials', { twilio: [key] });
  await sandbox.control('PUT', 'behaviour', { callback_step_ms: 1 });
});
after(async () => {
  bridge.stop();
  assert.equal(await sandbox.stop(), 0);
});

function client(secret = 'secret') {
  const httpClient = new twilio.RequestClient({ ca: sandbox.ca });
  const made = twilio('SK1', secret, { accountSid: account, httpClient });
  made.api.baseUrl = bridge.origin;
  return made;
}
const sms = (changes = {}) => ({ to: '+15551234567', from: '+15005550006', body: 'Grüße & 鐘 🔔', ...changes });

test('messages are taken, and listed', async () => {
  const sent = await client().messages.create(sms());
  assert.match(sent.sid, /^SM[0-9a-f]{32}$/);
  assert.equal(sent.status, 'queued');
  const [listed] = await client().messages.list({ to: '+15551234567', limit: 1 });
  assert.deepEqual([listed.sid, listed.body], [sent.sid, 'Grüße & 鐘 🔔']);
  assert.ok(Math.abs(listed.dateCreated - Date.now()) < 60_000);
});

test('refusals reach the client with their codes', async () => {
  await assert.rejects(client('other').messages.create(sms()), { status: 401, code: 20003 });
  await assert.rejects(client().messages.create(sms({ to: '+15005550004' })), { status: 400, code: 21610 });
  await assert.rejects(client().messages.create(sms({ to: 'nobody' })), { status: 400, code: 21211 });
  await assert.rejects(client().messages.create(sms({ statusCallback: 'nowhere' })), { status: 400, code: 21609 });
});

/** Sends with a StatusCallback at that path and query; the three callbacks, as {url, params, signature}. */
async function callbacks_of(path, changes = {}) {
  const seen = [];
  let ended;
  const all = new Promise((resolve) => (ended = resolve));
  const receiver = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part) => (body += part));
    request.on('end', () => {
      const params = Object.fromEntries(new URLSearchParams(body));
      seen.push({ url: origin + request.url, params, signature: request.headers['x-twilio-signature'] });
      response.writeHead(204).end();
      if (seen.length === 3) ended();
    });
  });
  await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${receiver.address().port}`;
  await client().messages.create(sms({ statusCallback: origin + path, ...changes }));
  await all;
  receiver.close();
  return seen;
}

test('the client verifies what the sandbox calls back', async () => {
  for (const path of ['/callbacks/a', '/callbacks/a%2Fb?nid=1&did=%C3%BC', '/?']) {
    const calls = await callbacks_of(path, { from: '+15005550006' });
    for (const { url, params, signature } of calls) {
      assert.ok(twilio.validateRequest(auth_token, signature, url, params), `${url}: ${signature}`);
      assert.ok(!twilio.validateRequest('another', signature, url, params));
      assert.ok(!twilio.validateRequest(auth_token, signature, url, { ...params, MessageStatus: 'read' }));
    }
    assert.deepEqual(calls.map(({ params }) => params.MessageStatus), ['queued', 'sent', 'delivered']);
  }
});

test('who is not reached is told with an error code', async () => {
  const calls = await callbacks_of('/', { to: '+199930005123' });
  const { MessageStatus, ErrorCode } = calls.at(-1).params;
  assert.deepEqual([MessageStatus, ErrorCode], ['undelivered', '30005']);
});

const forms = [
  { MessageSid: 'SM1', MessageStatus: 'delivered' },
  { MessageSid: 'SM1', MessageStatus: 'sent', From: '+1 555', To: 'ü 鐘 🔔', Body: 'a&b=c+d%20\r\n' },
  { MessageStatus: 'undelivered', ErrorCode: '30005', Empty: '', 'Odd name[]': '~!*()\'"' },
];
const urls = [
  'https://bells.example/v2/callbacks/abc',
  'https://bells.example:8443/v2/callbacks/abc',
  'https://bells.example/v2/callbacks/abc?nid=1&did=%C3%BC%20b',
];

test('what it signs we believe, whatever the form and the URL', () => {
  const cases = urls.flatMap((url) =>
    forms.map((form) => ({
      kind: 'twilio', config: { auth_token }, url, body: new URLSearchParams(form).toString(),
      signature: twilio.getExpectedTwilioSignature(auth_token, url, form),
    })),
  );
  assert.deepEqual(believed(...cases), urls.flatMap(() => forms.map((form) => form.MessageStatus)));
});

test('of another token, URL or form we believe nothing', () => {
  const [url, form] = [urls[0], forms[0]];
  const signature = twilio.getExpectedTwilioSignature(auth_token, url, form);
  const right = { kind: 'twilio', config: { auth_token }, url, body: new URLSearchParams(form).toString(), signature };
  assert.deepEqual(believed(right), ['delivered']);
  const wrong = [
    { signature: twilio.getExpectedTwilioSignature('another', url, form) },
    { signature: '' },
    { url: urls[1] },
    { body: `${right.body}&ErrorCode=30005` },
    { body: right.body.replace('delivered', 'failed') },
  ];
  assert.deepEqual(believed(...wrong.map((each) => ({ ...right, ...each }))), wrong.map(() => null));
});
