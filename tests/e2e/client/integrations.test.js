// Saves integrations beside the ones of run_client.py and in the end deletes them all: nothing after this is
// pushed.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';

import { integrationKinds } from './integration_kinds.js';
import * as suite from './support.js';

const { integrations } = suite.projectClient();

for (const { name, kind, config, key, keys, secrets, isNewer } of integrationKinds) {
  const save = (body) => integrations[`save${name}Integration`](body);
  const list = async () => (await integrations[`list${name}Integrations`]()).data.data;
  const remove = (params) => integrations[`delete${name}Integration`](params);
  const find = async (value) => (await list()).find((row) => !key || row.config[key] === value);

  describe(`${name} integrations`, () => {
    test('a saved one is listed, its secrets not', async () => {
      const body = config(keys[0]);
      const { data: saved, metadata } = await save(body);
      assert.equal(metadata.status, 200);
      const row = await find(keys[0]);
      assert.equal(row.name, kind);
      assert.match(row.id, suite.uuid);
      for (const field of Object.keys(body)) {
        const isSecret = secrets.includes(field);
        const compare = isSecret ? assert.notDeepEqual : assert.deepEqual;
        compare(suite.plain(row.config)[field], body[field], field);
        compare(suite.plain(saved)[field], body[field], field);
      }
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
      const byQuery = (id) => remove({ id }).then(({ metadata }) => metadata.status);
      const byPath = (id) =>
        suite.call('DELETE', `/integrations/${kind}/${id}`).then(({ status }) => status);
      for (const way of isNewer ? [byQuery] : [byQuery, byPath]) {
        for (const one of keys) await save(config(one));
        const { id } = await find(keys[0]);
        assert.equal(await way(id), 204);
        assert.equal(await find(keys[0]), undefined);
        if (keys.length > 1) assert.ok(await find(keys[1]), 'the other one stays');
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
