/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.bench;

import io.holdfast.testkit.TestFrames;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.Deflater;

/**
 * The other side of every measurement: blocking sockets, one thread a connection, frames made beforehand, payloads looked
 * at only where they must be echoed. It does less per message than any client can, so that it is not what is measured.
 *
 * <p>{@code /recv?type=text|binary&size=n&alphabet=ascii|other} sends n messages whenever it gets "go n".
 * {@code /sink?count=n} answers "done" after every n messages. {@code /echo} sends back what it gets.
 */
public final class PlainServer implements AutoCloseable {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int BURST_BYTES = 256 * 1024;

  private final ServerSocket listener;

  PlainServer() throws IOException {
    listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    Thread acceptor = new Thread(this::accept, "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** Runs until standard input ends; prints the port. */
  public static void main(String[] args) throws IOException {
    try (PlainServer server = new PlainServer()) {
      System.out.println(server.port());
      while (System.in.read() >= 0) {
        // whoever started us holds the other end
      }
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread thread = new Thread(() -> serve(socket), "connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 256 * 1024);
      Request request = Request.read(in);
      OutputStream out = socket.getOutputStream();
      out.write(request.answer());
      switch (request.path) {
        case "/recv" -> flood(request, in, out);
        case "/sink" -> sink(request, in, out);
        default -> echo(in, out);
      }
    } catch (IOException e) {
      // the client has gone, as they do when they are done
      return;
    }
  }

  private static void flood(Request request, InputStream in, OutputStream out) throws IOException {
    byte[] frame = request.frame();
    int perBurst = Math.max(1, BURST_BYTES / frame.length);
    byte[] burst = new byte[perBurst * frame.length];
    for (int i = 0; i < perBurst; i++) {
      System.arraycopy(frame, 0, burst, i * frame.length, frame.length);
    }
    FrameInput frames = new FrameInput(in);
    while (frames.next()) {
      String command = new String(frames.payload(), StandardCharsets.US_ASCII);
      for (int left = Integer.parseInt(command.substring("go ".length())); left > 0; ) {
        int n = Math.min(left, perBurst);
        out.write(burst, 0, n * frame.length);
        left -= n;
      }
    }
  }

  private static void sink(Request request, InputStream in, OutputStream out) throws IOException {
    int count = Integer.parseInt(request.query.get("count"));
    byte[] done = TestFrames.text("done").encode();
    FrameInput frames = new FrameInput(in);
    while (true) {
      for (int i = 0; i < count; ) {
        if (!frames.next()) {
          return;
        }
        frames.skip();
        i += frames.isLast() ? 1 : 0;
      }
      out.write(done);
    }
  }

  private static void echo(InputStream in, OutputStream out) throws IOException {
    FrameInput frames = new FrameInput(in);
    ByteArrayOutputStream pending = new ByteArrayOutputStream();
    while (frames.next()) {
      byte[] payload = frames.payload();
      pending.write(frames.first());
      writeLength(pending, payload.length);
      pending.write(payload, 0, payload.length);
      if (in.available() == 0 || pending.size() > BURST_BYTES) {
        pending.writeTo(out);
        pending.reset();
      }
    }
  }

  private static void writeLength(ByteArrayOutputStream out, int length) {
    if (length < 126) {
      out.write(length);
    } else if (length < 1 << 16) {
      out.write(126);
      out.write(length >> 8);
      out.write(length);
    } else {
      out.write(127);
      byte[] wide = ByteBuffer.allocate(8).putLong(length).array();
      out.write(wide, 0, wide.length);
    }
  }

  /** The opening handshake. */
  private static final class Request {
    final String path;
    final Map<String, String> query = new HashMap<>();
    private final Map<String, String> headers = new HashMap<>();

    private Request(String target) {
      int mark = target.indexOf('?');
      path = mark < 0 ? target : target.substring(0, mark);
      if (mark >= 0) {
        for (String pair : target.substring(mark + 1).split("&", -1)) {
          String[] parts = pair.split("=", 2);
          query.put(parts[0], parts[1]);
        }
      }
    }

    static Request read(InputStream in) throws IOException {
      Request request = new Request(line(in).split(" ", -1)[1]);
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        int colon = line.indexOf(':');
        request.headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT),
            line.substring(colon + 1).trim());
      }
      return request;
    }

    private static String line(InputStream in) throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException();
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    private boolean isCompressed() {
      return headers.getOrDefault("sec-websocket-extensions", "").contains("permessage-deflate");
    }

    byte[] answer() throws IOException {
      try {
        byte[] digest = MessageDigest.getInstance("SHA-1")
            .digest((headers.get("sec-websocket-key") + GUID).getBytes(StandardCharsets.US_ASCII));
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(digest) + "\r\n"
                + (isCompressed() ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "")
                + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
      } catch (java.security.NoSuchAlgorithmException e) {
        throw new IOException(e);
      }
    }

    /** The frame that a flood consists of. */
    byte[] frame() {
      boolean text = "text".equals(query.get("type"));
      byte[] payload = Payloads.bytes(
          Integer.parseInt(query.get("size")), text, query.getOrDefault("alphabet", "ascii"));
      boolean compressed = isCompressed();
      if (compressed) {
        payload = deflated(payload);
      }
      ByteArrayOutputStream frame = new ByteArrayOutputStream();
      frame.write(0x80 | (compressed ? 0x40 : 0) | (text ? 1 : 2));
      writeLength(frame, payload.length);
      frame.write(payload, 0, payload.length);
      return frame.toByteArray();
    }

    private static byte[] deflated(byte[] payload) {
      Deflater zlib = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
      zlib.setInput(payload);
      byte[] out = new byte[payload.length + 64];
      int n = zlib.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
      zlib.end();
      return java.util.Arrays.copyOf(out, n - 4); // RFC 7692, 7.2.1
    }
  }

  /** Frames of a client. */
  private static final class FrameInput {
    private final InputStream in;
    private final byte[] mask = new byte[4];
    private int first;
    private long length;

    FrameInput(InputStream in) {
      this.in = in;
    }

    /** Reads the next header of a data frame. False at the end or at a Close. */
    boolean next() throws IOException {
      first = in.read();
      if (first < 0 || (first & 0x0f) == 8) {
        return false;
      }
      length = in.read() & 0x7f;
      int extra = length == 126 ? 2 : length == 127 ? 8 : 0;
      if (extra > 0) {
        length = 0;
        for (int i = 0; i < extra; i++) {
          length = length << 8 | in.read();
        }
      }
      in.readNBytes(mask, 0, 4);
      return true;
    }

    int first() {
      return first;
    }

    boolean isLast() {
      return (first & 0x80) != 0 && (first & 0x08) == 0;
    }

    void skip() throws IOException {
      in.skipNBytes(length);
    }

    byte[] payload() throws IOException {
      byte[] payload = in.readNBytes((int) length);
      ByteBuffer buffer = ByteBuffer.wrap(payload).order(ByteOrder.BIG_ENDIAN);
      int key = ByteBuffer.wrap(mask).getInt();
      long twice = ((long) key << 32) | (key & 0xffffffffL);
      int at = 0;
      for (; at + 8 <= payload.length; at += 8) {
        buffer.putLong(at, buffer.getLong(at) ^ twice);
      }
      for (; at < payload.length; at++) {
        payload[at] ^= mask[at & 3];
      }
      return payload;
    }
  }
}
