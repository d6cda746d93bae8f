// Starts one carillon-sandbox for a test file and speaks to its control port. CARILLON_SANDBOX names the binary.
import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const start_limit_ms = 15_000;

async function wait_for_file(file, child) {
  const deadline = Date.now() + start_limit_ms;
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`the sandbox ended with ${child.exitCode}`);
    if (Date.now() > deadline) throw new Error('the sandbox did not start');
    await sleep(20);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Runs a sandbox with `flags`; `stop()` it at the end. */
export async function start_sandbox(...flags) {
  const directory = mkdtempSync(path.join(tmpdir(), 'judges-'));
  const ready_file = path.join(directory, 'ready.json');
  const argv = ['--data', path.join(directory, 'data'), '--ready-file', ready_file, ...flags];
  const child = spawn(process.env.CARILLON_SANDBOX, argv, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ready = await wait_for_file(ready_file, child);

  const control = async (method, name, body) => {
    const response = await fetch(`http://127.0.0.1:${ready.control_port}/control/${name}`, {
      method,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${name}: ${answer.error}`);
    return answer;
  };
  return {
    port: ready.listen_port,
    smtp_port: ready.smtp_port,
    smtps_port: ready.smtps_port,
    page: ready.page,
    ca: readFileSync(ready.ca_file),
    /** Of the sandbox itself, for who speaks in its place. */
    identity: {
      cert: readFileSync(path.join(directory, 'data', 'server.pem')),
      key: readFileSync(path.join(directory, 'data', 'server.key')),
    },
    control,
    async stop() {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
      rmSync(directory, { recursive: true });
      return child.exitCode;
    },
  };
}

/** A key pair as PEM texts: PKCS#8 and SubjectPublicKeyInfo. */
export function make_key(kind) {
  const options = {
    namedCurve: 'P-256',
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  };
  return generateKeyPairSync(kind, options);
}
