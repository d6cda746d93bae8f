// What Carillon would send, and the callbacks it would believe: programs that answer a line of JSON for each.
import { execFileSync } from 'node:child_process';

function answers_of(program, cases) {
  const input = cases.map((each) => JSON.stringify(each)).join('\n');
  const told = execFileSync(program, { input, maxBuffer: 1 << 26 }).toString();
  return told.trimEnd().split('\n').map((line) => JSON.parse(line));
}

/** {kind, config, to?, details?, title?, content?, at?} → {origin, path, headers, body (Buffer), issuer?} */
export function requests(...cases) {
  const wanted = cases.map((each) => ({ to: '', title: 'Hello', content: 'World', at: Date.now(), ...each }));
  return answers_of(process.env.CARILLON_REQUEST_WRITER, wanted).map((told) => {
    if (told.refused) throw new Error(told.refused);
    return { ...told, body: Buffer.from(told.body, 'base64') };
  });
}

/** {kind, config, url, body, signature} → the status that was believed, or null. */
export function believed(...cases) {
  return answers_of(process.env.CARILLON_CALLBACK_READER, cases).map((told) => told.status ?? null);
}
