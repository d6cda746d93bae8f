// Which methods of the official client the suite called. Every test file is a process of its own: each
// appends to the file CALLED names, and coverage.js reads it once all are done.
import { appendFileSync } from 'node:fs';

const methodsOf = (service) =>
  Object.getOwnPropertyNames(Object.getPrototypeOf(service)).filter((name) => name !== 'constructor');

/** [["broadcasts", service]…] of a client. */
export const servicesOf = (client) =>
  Object.entries(client).filter(([name, value]) => name !== 'config' && value && typeof value === 'object');

/** Every method, as "project.broadcasts.createBroadcast". */
export const namesOf = (role, client) =>
  servicesOf(client).flatMap(([name, service]) =>
    methodsOf(service).map((method) => `${role}.${name}.${method}`),
  );

/** Notes each call of the client's methods, and lets it happen. */
export function watched(role, client) {
  for (const [name, service] of servicesOf(client)) {
    for (const method of methodsOf(service)) {
      const original = service[method];
      service[method] = function (...args) {
        if (process.env.CALLED) appendFileSync(process.env.CALLED, `${role}.${name}.${method}\n`);
        return original.apply(service, args);
      };
    }
  }
  return client;
}
