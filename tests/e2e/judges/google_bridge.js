// Makes firebase-admin speak to the sandbox, without changing it: HTTP/2 connections to fcm.googleapis.com are
// redirected, and so are the HTTPS/1.1 requests of its token fetcher, through a bridge to HTTP/2.
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';

/** Redirects from now on. `stop()` ends the bridge. */
export async function redirect_google({ port, ca }) {
  const sandbox_url = `https://127.0.0.1:${port}`;
  const connect = http2.connect;
  http2.connect = (url, options) => {
    const session = connect(sandbox_url, { ...options, ca });
    const request = session.request;
    // The client writes ":scheme: https:", with the colon, which RFC 9110 4.2 forbids: Google lets it pass, and
    // nghttp2 under our server does not.
    session.request = (headers, ...rest) => request.call(session, { ...headers, ':scheme': 'https' }, ...rest);
    return session;
  };

  const bridge = http.createServer((request, response) => forward(request, response, connect(sandbox_url, { ca })));
  await new Promise((resolve) => bridge.listen(0, '127.0.0.1', resolve));
  https.request = (options, callback) =>
    http.request(
      {
        method: options.method,
        path: options.path,
        headers: { ...options.headers, 'x-real-host': options.hostname ?? options.host },
        host: '127.0.0.1',
        port: bridge.address().port,
        agent: false,
      },
      callback,
    );
  return { stop: () => bridge.close() };
}

function forward(request, response, session) {
  const { 'x-real-host': host, 'content-type': type } = request.headers;
  const stream = session.request({
    ':method': request.method,
    ':path': request.url,
    ':authority': host,
    'content-type': type ?? '',
  });
  request.pipe(stream);
  stream.on('response', (headers) => response.writeHead(headers[':status'], { 'content-type': headers['content-type'] }));
  stream.pipe(response);
  stream.on('close', () => session.close());
}
