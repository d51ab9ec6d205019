/** The first halves of true answers: what a server sends that dies, or hangs, in the middle of a sentence. */
export const halves = {
  /** The status line and a header, not finished. */
  httpHeaders: 'HTTP/1.1 200 OK\r\nContent-Type: application/js',
  /** Complete headers and a body shorter than promised. */
  httpBody: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"status":',
  /** A chunked body that never gets its last chunk. */
  httpChunk: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n',
  /** A bulk string of a hundred bytes, three of which came. */
  redis: '$100\r\nabc',
  /** An authentication request whose length says more than follows. */
  postgres: Buffer.from([0x52, 0, 0, 0, 0x17, 0, 0, 0, 0x0a, 0x53, 0x43]),
  /** A greeting that promises another line. */
  smtp: '220-mail.example ESMTP',
  /** The first bytes of a TLS ServerHello record. */
  tls: Buffer.from([0x16, 0x03, 0x03, 0x00, 0x7a, 0x02, 0x00, 0x00]),
} as const;
