// Our SMTP sessions before smtp-server, nodemailer's own, and what it took before mailparser: each mail comes through
// as it was meant. CARILLON_MAIL_WRITER writes the mails, CARILLON_MAIL_SENDER sends them.
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const folder = mkdtempSync(path.join(tmpdir(), 'smtp-judge-'));
const [cert, key] = ['cert.pem', 'key.pem'].map((name) => path.join(folder, name));
let identity;

before(() => {
  const words = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=judge -addext subjectAltName=DNS:localhost';
  assert.equal(spawnSync('openssl', [...words.split(' '), '-keyout', key, '-out', cert]).status, 0);
  identity = { cert: readFileSync(cert), key: readFileSync(key) };
});
after(() => rmSync(folder, { recursive: true }));

function written(...cases) {
  const input = cases.map((each) => JSON.stringify({ to: 'ada@x.example', ...each })).join('\n');
  const { stdout, status } = spawnSync(process.env.CARILLON_MAIL_WRITER, { input, encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(status, 0);
  return stdout.trim().split('\n').map((line) => JSON.parse(line).smtp);
}

/** Starts a server, sends what `write_mails` wrote to it; what became of each, and what it took. */
async function deliver(mails, { secure = false, password = 'pass word é', ...options } = {}) {
  const taken = [];
  const server = new SMTPServer({
    ...identity, secure, authMethods: ['PLAIN', 'LOGIN'], logger: false,
    onAuth: ({ username, password: given }, _, done) =>
      done(...(username === 'mailer' && given === 'pass word é' ? [null, { user: 1 }] : [new Error('wrong')])),
    onRcptTo: ({ address }, _, done) =>
      done(address.startsWith('nobody') ? Object.assign(new Error('no such user'), { responseCode: 550 }) : null),
    onData: (stream, session, done) => {
      const parts = [];
      stream.on('data', (part) => parts.push(part));
      stream.on('end', () => (taken.push({ to: session.envelope.rcptTo.map((each) => each.address), raw: Buffer.concat(parts) }), done()));
    },
    ...options,
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const words = [server.server.address().port, cert, secure ? 'tls' : 'starttls', 'mailer', password].map(String);
  const input = mails.map(({ from, to, body }) => `${JSON.stringify({ from, to, message: body })}\n`).join('');
  const told = await new Promise((resolve, reject) => {
    const child = execFile(process.env.CARILLON_MAIL_SENDER, words, (error, out) => (error ? reject(error) : resolve(out)));
    child.stdin.end(input);
  });
  await new Promise((resolve) => server.close(resolve));
  return { ends: told.trim().split('\n').map((line) => JSON.parse(line)), taken };
}

const cases = [
  { title: 'Hello', content: 'one\n\ntwo', first_name: 'Ada' },
  { title: 'Café, 鐘 🔔'.repeat(9), content: '.\n..\n.dots at the beginning\n\nFrom here', first_name: 'Ада Лавлейс' },
  { title: 'Long', content: 'é'.repeat(5000), first_name: 'Lovelace, "Ada"' },
];
const codes = (ends) => ends.map(({ replies }) => replies.map(({ code }) => code));

for (const secure of [false, true]) {
  test(`${secure ? 'under TLS from the start' : 'after STARTTLS'}: what was taken says what was meant`, async () => {
    const { ends, taken } = await deliver(written(...cases), { secure });
    assert.deepEqual(codes(ends), cases.map(() => [250]));
    const mails = await Promise.all(taken.map(({ raw }) => simpleParser(raw)));
    for (const wanted of cases) {
      const mail = mails.find(({ subject }) => subject === wanted.title);
      assert.ok(mail, `${wanted.title} is missing`);
      assert.deepEqual(mail.to.value, [{ address: 'ada@x.example', name: wanted.first_name }]);
      assert.equal(mail.from.value[0].address, 'news@mail.example');
      const squeezed = mail.text.replace(/\s/g, '');
      for (const word of wanted.content.split(/\s+/)) assert.ok(squeezed.includes(word), word);
      assert.match(mail.html, /^<!doctype html>/);
    }
  });
}

test('LOGIN is spoken where that is all there is', async () => {
  const { ends, taken } = await deliver(written(cases[0]), { authMethods: ['LOGIN'] });
  assert.deepEqual([codes(ends), taken.length], [[[250]], 1]);
});

test('a refusal is whose it is, and the session goes on', async () => {
  const [first, second] = written({ ...cases[0], to: 'nobody@x.example' }, cases[0]);
  const { ends, taken } = await deliver([first, second]);
  assert.deepEqual(codes(ends), [[550], [250]]);
  assert.deepEqual(taken.map(({ to }) => to), [['ada@x.example']]);
});

test('a wrong password sends nothing, and neither does a server without TLS', async () => {
  const mails = written(cases[0]);
  const refused = await deliver(mails, { password: 'wrong' });
  assert.deepEqual([codes(refused.ends), refused.taken], [[[535]], []]);
  const clear = await deliver(mails, { hideSTARTTLS: true });
  assert.deepEqual([codes(clear.ends), clear.taken], [[[0]], []]);
});
