/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench.peers;

import io.holdfast.bench.Peer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * No client at all but the limit for all of them in Java: a socket whose frames are prepared beforehand and written 64
 * KiB at a time, and of what comes in only the lengths are looked at. Makes no strings, checks and masks nothing, and has
 * no queues and no threads but its reader.
 */
public final class RawPeer implements Peer {
  private static final int BUFFER = 64 * 1024;

  @Override
  public String name() {
    return "raw-socket";
  }

  @Override
  public Link open(URI uri, Receiver receiver, Options wanted) throws Exception {
    if (wanted.deflate()) {
      throw new UnsupportedOperationException("no protocol, no permessage-deflate");
    }
    Socket socket = connected(uri);
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    out.write(("GET " + path + " HTTP/1.1\r\nHost: " + uri.getHost()
            + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n")
        .getBytes(StandardCharsets.US_ASCII));
    int last = 0;
    while (last != 0x0d0a0d0a) { // the end of the answer
      int c = in.read();
      if (c < 0) {
        throw new IOException("refused");
      }
      last = last << 8 | c;
    }
    Thread reader = new Thread(() -> read(in, receiver), "raw reader");
    reader.setDaemon(true);
    reader.start();
    return new RawLink(socket, out);
  }

  private static Socket connected(URI uri) throws IOException {
    Socket socket = new Socket(InetAddress.getByName(uri.getHost()), uri.getPort());
    socket.setTcpNoDelay(true);
    if (!uri.getScheme().equals("wss")) {
      return socket;
    }
    SSLSocket secure = (SSLSocket) ((SSLSocketFactory) SSLSocketFactory.getDefault())
        .createSocket(socket, uri.getHost(), uri.getPort(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.startHandshake();
    return secure;
  }

  private static void read(InputStream in, Receiver receiver) {
    byte[] buffer = new byte[BUFFER];
    int end = 0;
    try {
      while (true) {
        int n = in.read(buffer, end, buffer.length - end);
        if (n < 0) {
          break;
        }
        end += n;
        int at = 0;
        while (end - at >= 2) {
          int seven = buffer[at + 1] & 0x7f;
          int header = seven < 126 ? 2 : seven == 126 ? 4 : 10;
          if (end - at < header) {
            break;
          }
          ByteBuffer view = ByteBuffer.wrap(buffer);
          int length = seven < 126
              ? seven
              : seven == 126 ? view.getShort(at + 2) & 0xffff : (int) view.getLong(at + 2);
          int have = end - at - header;
          if (have < length && header + length <= buffer.length) {
            break; // it fits: wait for the rest
          }
          while (have < length) { // longer than the buffer: its bytes need no place
            n = in.read(buffer, 0, Math.min(buffer.length, length - have));
            if (n < 0) {
              throw new IOException("cut");
            }
            have += n;
            at = 0;
            end = 0;
          }
          at = end == 0 ? 0 : at + header + length;
          receiver.binary(length);
        }
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
      }
    } catch (IOException e) {
      // it is closed
    }
    receiver.closed();
  }

  private static final class RawLink implements Link {
    private final Socket socket;
    private final OutputStream out;
    private Object message = "";
    private byte[] burst = new byte[0];
    private int frameBytes;

    RawLink(Socket socket, OutputStream out) {
      this.socket = socket;
      this.out = out;
    }

    /** Frames of this message, as many as one write takes; made when it is first seen. */
    private void prepare(Object wanted, boolean text) {
      if (message == wanted) {
        return;
      }
      message = wanted;
      byte[] payload = text ? ((String) wanted).getBytes(StandardCharsets.UTF_8) : (byte[]) wanted;
      byte[] frame = new byte[14 + payload.length];
      ByteBuffer header = ByteBuffer.wrap(frame).put((byte) (0x80 | (text ? 1 : 2)));
      if (payload.length < 126) {
        header.put((byte) (0x80 | payload.length));
      } else if (payload.length < 1 << 16) {
        header.put((byte) (0x80 | 126)).putShort((short) payload.length);
      } else {
        header.put((byte) (0x80 | 127)).putLong(payload.length);
      }
      header.putInt(0).put(payload); // a key of zeros: masked as it is
      frameBytes = header.position();
      int frames = Math.max(1, BUFFER / frameBytes);
      burst = new byte[frames * frameBytes];
      for (int i = 0; i < frames; i++) {
        System.arraycopy(frame, 0, burst, i * frameBytes, frameBytes);
      }
    }

    private void send(Object wanted, boolean text, int count) throws IOException {
      prepare(wanted, text);
      int perBurst = burst.length / frameBytes;
      for (int left = count; left > 0; left -= perBurst) {
        out.write(burst, 0, Math.min(left, perBurst) * frameBytes);
      }
    }

    @Override
    public void text(String wanted) throws IOException {
      send(wanted, true, 1);
    }

    @Override
    public void binary(byte[] wanted) throws IOException {
      send(wanted, false, 1);
    }

    @Override
    public void texts(String wanted, int count) throws IOException {
      send(wanted, true, count);
    }

    @Override
    public void binaries(byte[] wanted, int count) throws IOException {
      send(wanted, false, count);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
