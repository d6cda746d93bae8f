// Our mail before mailparser, what many Node programs read mail with: it finds what was meant, and no field more.
// CARILLON_MAIL_WRITER names the program that writes mails (tests/e2e/mime).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { simpleParser } from 'mailparser';

const writer = process.env.CARILLON_MAIL_WRITER;

function written(cases) {
  const input = cases.map((each) => JSON.stringify({ to: 'ada@x.example', ...each })).join('\n');
  const { stdout, status } = spawnSync(writer, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(status, 0);
  return stdout.trim().split('\n').map((line) => Buffer.from(JSON.parse(line).smtp.body, 'base64'));
}

test('subjects, names and texts come back as they were meant', { skip: !writer }, async () => {
  const cases = [
    { title: 'Hello', content: 'one\n\ntwo', first_name: 'Ada' },
    { title: 'Café '.repeat(20).trim(), content: 'é'.repeat(300), first_name: 'Ада Лавлейс' },
    { title: 'Family 👨‍👩‍👧 👨‍👩‍👧 👨‍👩‍👧 👨‍👩‍👧', content: 'Привет\n\n'.repeat(30), first_name: 'Lovelace, "Ada"' },
    { title: '=?utf-8?q?=0a?=', content: '.\n..\nFrom here', first_name: 'a\\b' },
  ];
  const mails = await Promise.all(written(cases).map((raw) => simpleParser(raw)));
  for (const [at, mail] of mails.entries()) {
    assert.equal(mail.subject, cases[at].title);
    assert.deepEqual(mail.to.value, [{ address: 'ada@x.example', name: cases[at].first_name }]);
    assert.equal(mail.from.value[0].address, 'news@mail.example');
    assert.equal(mail.attachments.length, 0);
    const squeezed = mail.text.replace(/\s/g, '');
    for (const word of cases[at].content.split(/\s+/)) assert.ok(squeezed.includes(word), word);
    assert.match(mail.html, /^<!doctype html>/);
  }
});

test('no words of people make a field', { skip: !writer }, async () => {
  const cases = ['\r\n', '\n', '\r', '\u000b', '\u0085', '\u2028'].map((evil) => {
    const bad = `a${evil}Bcc: eve@evil.example${evil}`;
    return { title: bad, content: bad, category: bad, topic: bad, first_name: bad, from_name: bad, unsubscribe_url: bad };
  });
  for (const raw of written(cases)) {
    const mail = await simpleParser(raw);
    assert.equal(mail.bcc, undefined);
    assert.equal(mail.subject, 'a Bcc: eve@evil.example');
    assert.equal(mail.headers.get('list')?.unsubscribe, undefined);
  }
});
