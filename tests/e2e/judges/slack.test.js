// @slack/web-api, the vendor's Node client, against the sandbox's desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ErrorCode, WebClient } from '@slack/web-api';
import { Agent, fetch } from 'undici';
import { start_sandbox } from './sandbox.js';

let sandbox;
let agent;

before(async () => {
  sandbox = await start_sandbox();
  agent = new Agent({ allowH2: true, connect: { ca: sandbox.ca } });
  const bots = [{ token: 'xoxb-one' }, { token: 'xoxb-two', refresh_token: 'xoxe-two' }];
  await sandbox.control('PUT', 'credentials', { slack: bots });
});
after(async () => {
  await agent.destroy();
  assert.equal(await sandbox.stop(), 0);
});

const client = (token = 'xoxb-one') =>
  new WebClient(token, {
    slackApiUrl: `https://127.0.0.1:${sandbox.port}/api/`,
    fetch: (url, options) => fetch(url, { ...options, dispatcher: agent }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
const post = (changes = {}, token = 'xoxb-one') => client(token).chat.postMessage({ channel: 'C1', text: 'Hello', ...changes });

test('messages are taken, plain and in blocks', async () => {
  const sent = await post();
  assert.ok(sent.ok && sent.ts);
  assert.equal(sent.channel, 'C1');
  const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: '*Hello* <https://example.com|there>' } }];
  assert.ok((await post({ blocks, unfurl_links: false, mrkdwn: false })).ok);
});

test('refusals reach the client under their names', async () => {
  const refused = (error) => ({ code: ErrorCode.PlatformError, data: { ok: false, error } });
  const check = (error) => (found) => {
    assert.equal(found.code, refused(error).code);
    assert.equal(found.data.error, error);
    return true;
  };
  await assert.rejects(post({}, 'xoxb-other'), check('invalid_auth'));
  await assert.rejects(post({ text: '' }), check('no_text'));
  const rules = ['channel_not_found', 'not_in_channel', 'is_archived'].map((reason) => ({
    provider: 'slack', match: { token_prefix: `C-${reason}` }, action: { respond: { reason } },
  }));
  await sandbox.control('POST', 'rules', rules);
  for (const { action, match } of rules) await assert.rejects(post({ channel: match.token_prefix }), check(action.respond.reason));
});

test('who writes too often is told to wait', async () => {
  const busy = { provider: 'slack', match: { token_prefix: 'C-busy' }, action: { respond: { reason: 'ratelimited', retry_after: '7' } } };
  await sandbox.control('POST', 'rules', [busy]);
  await assert.rejects(post({ channel: 'C-busy' }), { code: ErrorCode.RateLimitedError, retryAfter: 7 });
});

test('a refresh token is traded for another pair', async () => {
  const given = await client(undefined).oauth.v2.access({
    client_id: '1.2', client_secret: 'secret', grant_type: 'refresh_token', refresh_token: 'xoxe-two',
  });
  assert.ok(given.ok && given.access_token && given.refresh_token && given.expires_in > 0);
  assert.ok((await post({}, given.access_token)).ok);
});
