// Saves integrations beside the ones of run_client.py and in the end deletes them all: nothing after this
// delivers.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';

import * as suite from './support.js';

const { integrations } = suite.projectClient();

const apns = (appId) => ({
  appId,
  badge: 'unseen',
  certificate: suite.appleKey(),
  keyId: 'CLIENTKEY1',
  teamId: 'CLIENTTEAM',
});
const fcm = (projectId) => ({
  type: 'service_account',
  projectId,
  privateKeyId: 'client-key',
  privateKey: suite.googleKey(),
  clientEmail: `push@${projectId}.iam.gserviceaccount.com`,
  clientId: '100000000000000000002',
  authUri: 'https://accounts.google.com/o/oauth2/auth',
  tokenUri: 'https://oauth2.googleapis.com/token',
  authProviderX509CertUrl: 'https://www.googleapis.com/oauth2/v1/certs',
  clientX509CertUrl: 'https://www.googleapis.com/robot/v1/metadata/x509/push',
  universeDomain: 'googleapis.com',
});

const kinds = [
  { name: 'Apns', config: apns, key: 'appId', keys: ['com.one', 'com.two'], secret: 'certificate' },
  { name: 'Fcm', config: fcm, key: 'projectId', keys: ['client-1', 'client-2'], secret: 'privateKey' },
];

for (const { name, config, key, keys, secret } of kinds) {
  const kind = name.toLowerCase();
  const save = (body) => integrations[`save${name}Integration`](body);
  const list = async () => (await integrations[`list${name}Integrations`]()).data.data;
  const remove = (params) => integrations[`delete${name}Integration`](params);
  const find = async (value) => (await list()).find((row) => row.config[key] === value);

  describe(`${name} integrations`, () => {
    test('a saved one is listed, its secret not', async () => {
      const body = config(keys[0]);
      const { data: saved, metadata } = await save(body);
      assert.equal(metadata.status, 200);
      assert.equal(saved[key], keys[0]);
      const row = await find(keys[0]);
      assert.equal(row.name, kind);
      assert.match(row.id, suite.uuid);
      assert.notEqual(row.config[secret], body[secret]);
    });

    test('saving again under the same key keeps the id', async () => {
      const { id } = await find(keys[0]);
      await save(config(keys[0]));
      assert.equal((await find(keys[0])).id, id);
    });

    test('listIntegrations has it beside those of the other kinds', async () => {
      const { id } = await find(keys[0]);
      const { data: page } = await integrations.listIntegrations({ limit: 100 });
      assert.ok(page.data.some((row) => row.id === id && row.name === kind));
    });

    test('one is deleted by ?id=, and by the older path', async () => {
      for (const way of [
        (id) => remove({ id }).then(({ metadata }) => metadata.status),
        (id) => suite.call('DELETE', `/integrations/${kind}/${id}`).then(({ status }) => status),
      ]) {
        await save(config(keys[0]));
        await save(config(keys[1]));
        const { id } = await find(keys[0]);
        assert.equal(await way(id), 204);
        assert.equal(await find(keys[0]), undefined);
        assert.ok(await find(keys[1]), 'the other one stays');
      }
      await assert.rejects(remove({ id: randomUUID() }), suite.refusal(404));
    });

    test('a config that breaks the rules is refused', async () => {
      const { status, body } = await suite.call('PUT', `/integrations/${kind}`, { body: {} });
      assert.equal(status, 422);
      assert.match(body.errors[0].message, /^Param '\w+' is missing$/);
    });

    test('deleting without an id leaves none of the kind', async () => {
      assert.equal((await remove()).metadata.status, 204);
      assert.deepEqual(await list(), []);
    });
  });
}

test('a user token may not read integrations', async () => {
  const asUser = suite.projectClient(suite.userToken).integrations;
  await assert.rejects(asUser.listIntegrations(), suite.refusal(401));
});
