// What a user's browser sets up for itself. Slack is a stand-in run_client.py starts, which knows one code.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';

import { inbox, slack, webPush } from './integration_kinds.js';
import * as suite from './support.js';
import { tokenKinds } from './token_kinds.js';

const { integrations: admin } = suite.projectClient();
const { integrations, channels } = suite.userClient();
const appId = 'A0123456789';

before(() => admin.saveSlackIntegration(slack(appId)));

test('the inbox looks as the project says, until the user says otherwise', async () => {
  const projects = { ...inbox(), locale: 'de' };
  await admin.saveInboxIntegration(projects);
  const fresh = suite.userClient((await suite.call('POST', '/jwt/user', {
    body: { external_id: suite.freshName('looks') },
  })).body.token).integrations;
  assert.equal((await fresh.startInboxInstallation()).data.locale, 'de');
  const own = { ...inbox(), locale: 'fr' };
  const { data: saved, metadata } = await fresh.saveInboxInstallation(own);
  assert.equal(metadata.status, 200);
  assert.deepEqual(suite.plain(saved), own);
  assert.deepEqual(suite.plain((await fresh.startInboxInstallation()).data), own);
  await admin.deleteInboxIntegration();
});

test('a browser learns the key to subscribe with, and its subscription becomes a token', async () => {
  const config = webPush();
  await admin.saveWebPushIntegration(config);
  const { data: start } = await integrations.startWebPushInstallation();
  assert.equal(start.publicKey, config.publicKey);
  await suite.userClient(start.authToken).channels.listWebPushTokens();
  const subscription = tokenKinds.find(({ name }) => name === 'WebPush').make();
  const { data: saved } = await integrations.saveWebPushInstallation(subscription);
  assert.equal(saved.endpoint, subscription.endpoint);
  const { data: page } = await channels.listWebPushTokens({ limit: 100 });
  assert.ok(page.data.some((row) => row.endpoint === subscription.endpoint));
});

test('a user is sent to Slack, and its code becomes an installation', async () => {
  const redirectUrl = 'https://example.com/slack';
  const asked = { appId, extraScopes: ['users:read'], redirectUrl };
  const { data: start } = await integrations.startSlackInstallation(asked);
  const page = new URL(start.authUrl);
  assert.equal(page.searchParams.get('client_id'), slack(appId).clientId);
  assert.equal(page.searchParams.get('redirect_uri'), redirectUrl);
  assert.ok(page.searchParams.get('scope').split(',').includes('users:read'));
  const granted = { appId, code: 'good-code', redirectUrl };
  const { data: made } = await integrations.finishSlackInstallation(granted);
  assert.equal(made.appId, appId);
  assert.equal(made.accessToken, 'xoxb-from-the-stand-in');
  assert.equal(made.team.id, 'T0123456789');
  await assert.rejects(integrations.finishSlackInstallation({ appId, code: 'bad-code' }), suite.refusal(422));
});

test('an installation made elsewhere is saved', async () => {
  const one = {
    accessToken: 'xoxb-made-elsewhere',
    appId,
    authedUser: { id: 'U0123456789' },
    team: { id: 'T0123456789', name: 'Example' },
  };
  const { data: saved, metadata } = await integrations.saveSlackInstallation(one);
  assert.equal(metadata.status, 200);
  assert.deepEqual(suite.plain({ ...saved, id: undefined }), one);
});

test('a template is saved by the older call', async () => {
  const body = { channel: 'sms', text: '{{ notification.title }}!', category: null };
  const path = '/integrations/templates/installations';
  const saved = await suite.call('POST', path, { token: suite.userToken, body });
  assert.equal(saved.status, 201);
  assert.deepEqual(saved.body, body);
});
