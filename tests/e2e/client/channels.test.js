// Delivery plans, in the client's words and in the older ones, and what users switch off.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as suite from './support.js';

const { channels } = suite.projectClient();
const plan = (key) => ({
  key,
  channels: [
    { channel: 'in_app' },
    { channel: 'mobile_push', delay: 60, if: '{{notification.unseen}} == true' },
  ],
  disabled: false,
});

test('a saved plan is fetched by its key, slashes and all', async () => {
  for (const key of [suite.freshName('orders'), `orders/${suite.freshName('eu')}`]) {
    const { data: saved, metadata } = await channels.saveChannelsConfig(plan(key));
    assert.equal(metadata.status, 200);
    assert.deepEqual(suite.plain(saved), plan(key));
    assert.deepEqual(suite.plain((await channels.fetchChannelsConfig(key)).data), plan(key));
    const { body } = await suite.call('GET', `/channels/deliveryconfig?key=${encodeURIComponent(key)}`);
    assert.deepEqual(body.channels, plan(key).channels);
  }
});

test('the older calls save the plans of the project and of a category', async () => {
  const steps = [{ channel: 'in_app' }, { channel: 'mobile_push' }];
  const put = await suite.call('PUT', '/channels/deliveryconfig', { body: { channels: steps } });
  assert.equal(put.status, 200);
  assert.deepEqual(put.body.channels, steps);
  const { status, body } = await suite.call('GET', '/channels/deliveryconfig');
  assert.equal(status, 200);
  assert.deepEqual(body.channels, steps);
  const category = suite.freshName('cat').replaceAll('-', '_');
  const made = await suite.call('POST', '/channels/deliveryconfig/categories', {
    body: { category, channels: steps, disabled: true },
  });
  assert.equal(made.status, 201);
  assert.equal(made.body.category, category);
  assert.equal((await channels.fetchChannelsConfig(category)).data.disabled, true);
});

test('a plan that cannot be followed is refused', async () => {
  for (const [steps, field] of [
    [[{ channel: 'pigeon' }], 'channels.0.channel'],
    [[{ channel: 'in_app', delay: -1 }], 'channels.0.delay'],
    [[{ channel: 'in_app', if: '{% if %}' }], 'channels.0.if'],
  ]) {
    const wanted = { key: 'orders', channels: steps };
    const { status, body } = await suite.call('PUT', '/channels', { body: wanted });
    assert.equal(status, 422, field);
    assert.ok(body.errors[0].message.startsWith(`Param '${field}'`), body.errors[0].message);
  }
});

test('a user switches a channel off, and is shown it', async () => {
  const made = await suite.call('POST', '/jwt/user', { body: { external_id: suite.freshName('quiet') } });
  const own = suite.userClient(made.body.token).channels;
  await own.fetchUserPreferences();
  const wanted = {
    categories: [{ key: 'news', label: 'News', channels: [{ name: 'mobile_push', enabled: false }] }],
  };
  assert.equal((await own.saveUserPreferences(wanted)).metadata.status, 204);
  const { data: shown } = await own.fetchUserPreferences();
  const news = shown.categories.find(({ key }) => key === 'news');
  assert.equal(news.label, 'News');
  assert.equal(news.channels.find(({ name }) => name === 'mobile_push').enabled, false);
});
