// The service worker that carillon serves, run as a browser would run it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import vm from 'node:vm';

const script = readFileSync(new URL('../../../api/resources/service_worker.js', import.meta.url), 'utf8');

/** A worker of https://site.example/app/ with those windows open. */
function start(windows = []) {
  const listeners = {};
  const shown = [];
  const opened = [];
  const self = {
    registration: {
      scope: 'https://site.example/app/',
      showNotification: async (title, options) => void shown.push({ title, ...options }),
    },
    clients: {
      matchAll: async () => windows,
      openWindow: async (href) => void opened.push(href),
    },
    addEventListener: (name, listener) => void (listeners[name] = listener),
  };
  vm.runInNewContext(script, { self, URL });
  const fire = async (name, event) => {
    const waited = [];
    listeners[name]({ ...event, waitUntil: (promise) => waited.push(promise) });
    await Promise.all(waited);
  };
  const push = (payload) => fire('push', { data: payload === undefined ? null : { json: () => JSON.parse(payload) } });
  const click = (data) => {
    let is_closed = false;
    return fire('notificationclick', { notification: { data, close: () => (is_closed = true) } }).then(() => is_closed);
  };
  return { shown, opened, push, click, plain: (value) => JSON.parse(JSON.stringify(value)) };
}

test('shows what a push says', async () => {
  const worker = start();
  await worker.push('{"id":"n1","title":"T","content":"C","action_url":"https://x.example/y","icon":"/i.png"}');
  assert.deepEqual(worker.plain(worker.shown), [
    { title: 'T', body: 'C', tag: 'n1', icon: '/i.png', data: { id: 'n1', action_url: 'https://x.example/y' } },
  ]);
});

test('shows something whatever came', async () => {
  for (const payload of [undefined, '', 'no JSON', 'null', '5', '{}', '{"title":5,"content":{}}']) {
    const worker = start();
    await worker.push(payload);
    assert.equal(worker.shown.length, 1, payload);
    assert.equal(worker.shown[0].title, 'site.example');
    assert.equal(worker.shown[0].body, undefined);
  }
});

test('opens only what is of the web, and relative links within the site', async () => {
  const rows = {
    'https://x.example/y': 'https://x.example/y',
    'orders/5': 'https://site.example/app/orders/5',
    'javascript:alert(1)': null,
    'data:text/html,x': null,
    'https://': null,
  };
  for (const [action_url, href] of Object.entries(rows)) {
    const worker = start();
    await worker.push(JSON.stringify({ id: 'n', title: 'T', action_url }));
    assert.equal(await worker.click(worker.shown[0].data), true);
    assert.deepEqual(worker.opened, href === null ? [] : [href], action_url);
  }
});

test('goes to the window that shows it already', async () => {
  let focused = 0;
  const worker = start([{ url: 'https://other.example/' }, { url: 'https://x.example/y', focus: async () => (focused += 1) }]);
  await worker.click({ id: 'n', action_url: 'https://x.example/y' });
  assert.equal(focused, 1);
  assert.deepEqual(worker.opened, []);
});

test('leaves notifications of others alone', async () => {
  const worker = start();
  assert.equal(await worker.click(null), false);
  assert.equal(await worker.click({ theirs: 1 }), false);
});
