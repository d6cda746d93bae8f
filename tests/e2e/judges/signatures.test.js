// Our signature for SES before @smithy/signature-v4, which signs for every AWS client of Node.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import { requests } from './requests.js';

/** What the signer asks of a digest: SHA-256, keyed where a key is given. */
class Sha256 {
  constructor(secret) {
    this.state = secret ? createHmac('sha256', Buffer.from(secret)) : createHash('sha256');
  }
  update(data) {
    this.state.update(Buffer.from(data));
  }
  async digest() {
    return new Uint8Array(this.state.digest());
  }
}

const aws = { key_id: 'AKIDEXAMPLE', secret_key: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', region: 'eu-west-1' };
const from = { email: 'news@mail.example.com', name: 'Grüße' };
const cases = [
  { config: { ...aws, from } },
  { config: { ...aws, from, session_token: 'session/token==' } },
  { config: { ...aws, from, region: 'us-east-1', endpoint: 'https://ses.example.com:8443/base/path' } },
  { config: { ...aws, from }, title: 'Café', content: '鐘\n\n'.repeat(500), at: Date.UTC(2026, 0, 1, 0, 0, 1) },
].map((each) => ({ kind: 'ses', to: 'ada@x.example.com', ...each }));

test('the signature is the one that the AWS clients compute', async () => {
  for (const [at, sent] of requests(...cases).entries()) {
    const { config } = cases[at];
    const { host, hostname, port } = new URL(sent.origin);
    const { authorization, ...headers } = sent.headers;
    const signer = new SignatureV4({
      service: 'ses', region: config.region, sha256: Sha256, applyChecksum: false,
      credentials: { accessKeyId: config.key_id, secretAccessKey: config.secret_key, sessionToken: config.session_token },
    });
    const time = headers['x-amz-date'].replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
    const signed = [...authorization.match(/SignedHeaders=([\w;-]+)/)[1].split(';')];
    const request = {
      method: 'POST', protocol: 'https:', hostname, port: port ? Number(port) : undefined, path: sent.path, query: {}, body: sent.body,
      headers: { host, ...headers },
    };
    const theirs = await signer.sign(request, {
      signingDate: new Date(time), signableHeaders: new Set(signed),
      unsignableHeaders: new Set(Object.keys(request.headers).filter((name) => !signed.includes(name))),
    });
    assert.equal(authorization.split('Signature=')[1], theirs.headers.authorization.split('Signature=')[1], `case ${at}`);
    assert.ok(signed.includes('host') && signed.includes('x-amz-date'), `only ${signed} are signed`);
  }
});
