// The sandbox's page before Chromium.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';

import { start_sandbox } from '../judges/sandbox.js';
import { open_watched, start_browser, start_elsewhere, texts, violations } from './browser.js';
import { every_message, start_sender } from './messages.js';

const script = '"><img src=x onerror="top.ran=1"><script>top.ran=1;window.ran=1</script>\u202e';
const hostile = {
  title: `T${script}`,
  text: `B${script}`,
  link: 'javascript:top.ran=1',
  name: `N${script}`,
  html: `<p id="mail">Mail</p><script>document.body.dataset.ran = 1; top.ran = 1</script><img src="http://elsewhere.example/pixel.png" onerror="document.body.dataset.ran=1"><form action="/messages"><button id="go">x</button></form><link rel="stylesheet" href="http://elsewhere.example/x.css"><meta http-equiv="refresh" content="0;url=http://elsewhere.example/"><iframe src="/"></iframe><a id="bad" href="javascript:top.ran=1">x</a>`,
};

let sandbox, browser, elsewhere, sender, address, hostile_messages;

before(async () => {
  sandbox = await start_sandbox('--no-verify', '--no-apns-probe');
  address = sandbox.page;
  elsewhere = await start_elsewhere();
  browser = await start_browser(elsewhere);
  sender = start_sender(sandbox);
  hostile_messages = every_message(sandbox, sender, hostile);
});
after(async () => {
  await browser?.close();
  elsewhere?.stop();
  sender?.stop();
  await sandbox?.stop();
});

const forget = () => fetch(new URL('/messages', address), { method: 'DELETE' });
const rows = (page) => texts(page, '.row strong');
const waitForRows = (page, count) =>
  page.waitForFunction((wanted) => document.querySelectorAll('.row').length === wanted, {}, count);

/** Opens the newest message to `to` and waits until it is shown. */
async function open_message(page, to) {
  const { messages } = await (await fetch(new URL(`/messages?about=${encodeURIComponent(to)}`, address))).json();
  await page.evaluate((id) => (location.hash = String(id)), messages[0].id);
  await page.waitForSelector(`#detail[data-id="${messages[0].id}"]`);
  return messages[0];
}

test('an empty page teaches a command, and what it sends appears by itself', async () => {
  await forget();
  const { page } = await open_watched(browser, address);
  const command = await page.$eval('#hello', (found) => found.textContent);
  assert.equal(execFileSync('sh', ['-c', `${command} -s`], { encoding: 'utf8' }), 'ok');
  await waitForRows(page, 1);
  assert.deepEqual(await rows(page), ['Hello from curl, with a link']);
  await page.close();
});

test('nothing of a hostile message runs, loads, or is taken for markup', async () => {
  await forget();
  const { page, wrong } = await open_watched(browser, address);
  for (const [name, send] of Object.entries(hostile_messages)) {
    const status = await send();
    assert.ok(status < 300 || name === 'lost', `${name}: ${status}`);
  }
  await waitForRows(page, Object.keys(hostile_messages).length);
  const { messages } = await (await fetch(new URL('/messages', address))).json();
  for (const { id, look } of messages) {
    await page.evaluate((hash) => (location.hash = hash), String(id));
    await page.waitForSelector(`#detail[data-id="${id}"]`);
    const tabs = await page.$$('[role=tab]');
    for (const tab of tabs) {
      await tab.click();
      if (look === 'mail' && tab === tabs[0]) await page.waitForFunction(() => document.querySelector('iframe.paper'));
    }
    const { ran, odd } = await page.evaluate(() => ({
      ran: window.ran,
      odd: document.querySelectorAll(
        'script:not([src^="/page/"]), img:not([src^="/page/"]), [onerror], a[href^="javascript:"], #frame form',
      ).length,
    }));
    assert.equal(ran, undefined, `${look} ran`);
    assert.equal(odd, 0, `${look} was taken for markup`);
  }
  assert.ok((await texts(page, '.row strong')).some((words) => words.startsWith(hostile.title)));
  assert.deepEqual(await violations(page), []);
  assert.deepEqual({ wrong, asked: elsewhere.asked }, { wrong: [], asked: [] });
  await page.close();
});

test('the HTML of a mail is shown in a frame where it can do nothing', async () => {
  await forget();
  await hostile_messages.sendgrid();
  const { page } = await open_watched(browser, address);
  const { id } = await open_message(page, 'ada@');
  const element = await page.waitForSelector('iframe.paper');
  const allowed = await element.evaluate((frame) => frame.getAttribute('sandbox'));
  assert.ok(!/scripts|same-origin|forms|top-navigation/.test(allowed), allowed);
  const frame = await element.contentFrame();
  await frame.waitForSelector('#mail');
  assert.equal(await frame.$eval('body', (body) => body.dataset.ran), undefined);
  assert.equal(frame.url(), new URL(`/messages/${id}/html`, address).href);
  assert.deepEqual(elsewhere.asked, [], 'pictures are not loaded unasked');
  // By itself, in a tab, it is as tame.
  const alone = await browser.newPage();
  await alone.goto(frame.url());
  assert.equal(await alone.$eval('body', (body) => body.dataset.ran), undefined);
  await alone.close();
  // Asked for, they are: that is what the reader sees.
  await page.click('.tools input[type=checkbox]');
  await page.waitForFunction((part) => document.querySelector('iframe.paper').src.endsWith(part), {}, '?images=all');
  await page.waitForNetworkIdle();
  assert.deepEqual([...new Set(elsewhere.asked)], ['/pixel.png']);
  await page.close();
});

test('messages are found by channel and by recipient, and the address says so', async () => {
  await forget();
  await hostile_messages.twilio();
  await hostile_messages.sendgrid();
  await hostile_messages.ses();
  const { page } = await open_watched(browser, address);
  await waitForRows(page, 3);
  await page.click('#channels [data-channel="email"]');
  await waitForRows(page, 2);
  await page.type('#about', 'BOB@');
  await waitForRows(page, 1);
  assert.deepEqual(await texts(page, '.row .to'), ['bob@example.com']);
  assert.equal(await page.evaluate(() => location.hash), '#channel=email&about=BOB%40');
  await page.reload();
  await waitForRows(page, 1);
  await page.focus('#about');
  await page.keyboard.press('Escape');
  await waitForRows(page, 2);
  await page.close();
});

test('a call of a webhook is a request: what signs it, and its JSON laid out', async () => {
  await forget();
  const words = { title: 'delivery.sent', text: 'Delivered', link: 'https://x.example/', name: 'orders', html: '' };
  assert.equal(await every_message(sandbox, sender, words).webhook(), 200);
  const { page } = await open_watched(browser, address);
  const { channel, label, look } = await open_message(page, 'orders');
  assert.deepEqual({ channel, label, look }, { channel: 'webhook', label: 'Webhook', look: 'request' });
  assert.equal(await page.$eval('#detail h2', (found) => found.textContent), 'delivery.sent');
  const shown = await page.$eval('#panel', (found) => found.textContent);
  for (const part of ['POST /hook/orders', 'webhook-signature', 'v1,c2lnbmF0dXJl', '\n  "type": "delivery.sent"'])
    assert.ok(shown.includes(part), `${part} is not in ${shown}`);
  assert.deepEqual(await texts(page, '.ids dd code'), ['orders', 'note-1', 'event-1']);
  await page.close();
});

test('the request is one click away, to the byte, without its credentials', async () => {
  await forget();
  await hostile_messages.apns();
  const { page } = await open_watched(browser, address);
  await open_message(page, 'abab');
  const tabs = await page.$$('[role=tab]');
  await tabs.at(-1).click();
  const words = (await texts(page, '#panel')).join('');
  for (const part of [`/3/device/${'ab'.repeat(32)}`, 'com.example.app', '"action-url"', 'bearer … (17 characters)'])
    assert.ok(words.includes(part), part);
  assert.ok(!words.includes('very-secret-token'));
  await page.close();
});

test('a page that is paused stands still and says how many wait; clearing forgets all', async () => {
  await forget();
  await hostile_messages.twilio();
  const { page } = await open_watched(browser, address);
  await waitForRows(page, 1);
  await page.click('#pause');
  await hostile_messages.twilio();
  await hostile_messages.twilio();
  await page.waitForFunction(() => document.querySelector('#newer').textContent === '2 new messages');
  assert.equal((await rows(page)).length, 1);
  await page.click('#pause');
  await waitForRows(page, 3);
  await page.click('#clear');
  await waitForRows(page, 0);
  await page.waitForSelector('#hello');
  await page.close();
});

test('all of it is to be had by keys', async () => {
  await forget();
  await hostile_messages.twilio();
  await hostile_messages.slack();
  const { page } = await open_watched(browser, address);
  await waitForRows(page, 2);
  await page.keyboard.press('j');
  await page.waitForSelector('#detail[data-id] .chat');
  await page.keyboard.press('j');
  await page.waitForSelector('#detail[data-id] .bubble');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => location.hash === '');
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'about');
  await page.keyboard.type('services');
  await waitForRows(page, 1);
  const reached = new Set();
  for (let presses = 0; presses < 12; ++presses) {
    await page.keyboard.press('Tab');
    reached.add(
      await page.evaluate(
        () => document.activeElement.id || document.activeElement.className || document.activeElement.dataset.channel,
      ),
    );
  }
  for (const wanted of ['pause', 'clear', 'row']) assert.ok(reached.has(wanted), `${wanted} of ${[...reached]}`);
  await page.keyboard.press('Escape');
  await page.close();
});

test('its colours follow the reader: dark, or light', async () => {
  const brightness = async (scheme) => {
    const { page } = await open_watched(browser, address, { scheme });
    const colour = await page.$eval('body', (body) => getComputedStyle(body).backgroundColor);
    await page.close();
    return colour
      .match(/\d+/g)
      .slice(0, 3)
      .reduce((sum, each) => sum + Number(each), 0);
  };
  assert.ok((await brightness('light')) > 600);
  assert.ok((await brightness('dark')) < 150);
});
