/** First halves of real answers, as a server sends them that dies or hangs meanwhile. */
export const halfAnswers = {
  /** The status line and half of a header. */
  httpHeaders: 'HTTP/1.1 200 OK\r\nContent-Type: application/js',
  /** Complete headers and a body shorter than its Content-Length. */
  httpBody: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"status":',
  /** A chunked body without its last chunk. */
  httpChunk: 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n',
  /** Three bytes of a bulk string of a hundred. */
  redis: '$100\r\nabc',
  /** An authentication request that is shorter than its length field. */
  postgres: Buffer.from([0x52, 0, 0, 0, 0x17, 0, 0, 0, 0x0a, 0x53, 0x43]),
  /** The head of an answer of a million bytes. */
  mongodb: Buffer.from([0x40, 0x42, 0x0f, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]),
  /** A greeting of protocol 10 that is shorter than its length. */
  mysql: Buffer.from([0x4a, 0, 0, 0, 0x0a, 0x38, 0x2e, 0x30]),
  /** The head of a frame of 500 bytes, and ten of them: Connection.Start. */
  amqp: Buffer.from([1, 0, 0, 0, 0, 1, 0xf4, 0, 0x0a, 0, 0x0a, 0, 9, 0, 0, 1, 0xc0]),
  /** The length of an answer and the number of its request. */
  kafka: Buffer.from([0, 0, 1, 0, 0, 0, 0, 1, 0, 0]),
  /** A greeting without its end. */
  nats: 'INFO {"server_id":"NA","version":"2.9.10","auth_req',
  /** The head of a frame SETTINGS (RFC 9113, 6.5) with half of a setting. */
  http2: Buffer.from([0, 0, 12, 4, 0, 0, 0, 0, 0, 0, 3, 0]),
  /** The first line of a greeting of several (RFC 5321, 4.2.1). */
  smtp: '220-mail.example ESMTP',
  /** The first bytes of a TLS ServerHello record. */
  tls: Buffer.from([0x16, 0x03, 0x03, 0x00, 0x7a, 0x02, 0x00, 0x00]),
} as const;
