// Lets clients that speak HTTP/1.1 over TLS reach the sandbox, which speaks HTTP/2: every header passes, the host they
// called stays the authority.
import http2 from 'node:http2';
import https from 'node:https';

const not_in_http2 = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding', 'upgrade']);

/** `stop()` it at the end; clients trust the sandbox's `ca`. */
export async function start_bridge({ port, ca, identity }) {
  const session = http2.connect(`https://127.0.0.1:${port}`, { ca });
  const bridge = https.createServer(identity, (request, response) => {
    const passed = Object.entries(request.headers).filter(([name]) => !not_in_http2.has(name));
    const stream = session.request({
      ...Object.fromEntries(passed),
      ':method': request.method,
      ':path': request.url,
      ':authority': request.headers.host,
    });
    request.pipe(stream);
    stream.on('response', ({ ':status': status, ...headers }) => response.writeHead(status, headers));
    stream.pipe(response);
  });
  await new Promise((resolve) => bridge.listen(0, '127.0.0.1', resolve));
  return {
    origin: `https://127.0.0.1:${bridge.address().port}`,
    stop() {
      bridge.close();
      bridge.closeAllConnections();
      session.destroy();
    },
  };
}
