/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.internal.protocol.FrameReader;
import io.holdfast.internal.protocol.FrameWriter;
import io.holdfast.internal.protocol.Handshake;
import io.holdfast.internal.protocol.MessageInflater;
import io.holdfast.internal.protocol.ProtocolViolation;
import io.holdfast.internal.protocol.Role;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.ForwardingSink;
import okio.ForwardingSource;
import okio.Okio;
import okio.Sink;
import okio.Socket;
import okio.Source;

/** The server's end of a connection in memory. Used by the test's thread. */
final class Peer {
  /** What happens inside a write of the client, before its bytes go out. */
  interface Hook {
    void before() throws IOException;
  }

  /** The client has ended its output. */
  static final String END = "end";

  /** The client has cut the connection. */
  static final String CUT = "cut";

  final Socket clientsEnd;
  volatile Hook onWrite = () -> {};
  volatile Hook onShutdown = () -> {};
  volatile Runnable onCancel = () -> {};
  volatile int writes;
  private volatile boolean readerWaits;
  private volatile long bytesRead;
  private long bytesSent;

  private final Socket end;
  private final Source source;
  private final Buffer received = new Buffer();
  private final Tape.Heard heard = new Tape.Heard();
  private FrameReader reader = new FrameReader(Role.SERVER, 1 << 30, false, null, heard);

  Peer() {
    Socket[] pair = Okio.inMemorySocketPair(1 << 16);
    end = pair[1];
    source = end.getSource();
    source.timeout().timeout(Wired.PATIENCE_SECONDS, TimeUnit.SECONDS);
    Sink hooked = new ForwardingSink(pair[0].getSink()) {
      @Override
      public void write(Buffer bytes, long count) throws IOException {
        onWrite.before();
        writes = writes + 1;
        super.write(bytes, count);
      }

      @Override
      public void close() throws IOException {
        onShutdown.before();
        super.close();
      }
    };
    Source counted = new ForwardingSource(pair[0].getSource()) {
      @Override
      public long read(Buffer into, long count) throws IOException {
        readerWaits = true;
        long n = super.read(into, count);
        readerWaits = false; // before the bytes count as read: see isReaderWaiting()
        bytesRead = bytesRead + n;
        return n;
      }
    };
    clientsEnd = new Socket() {
      @Override
      public Source getSource() {
        return counted;
      }

      @Override
      public Sink getSink() {
        return hooked;
      }

      @Override
      public void cancel() {
        pair[0].cancel();
        onCancel.run();
      }
    };
  }

  /** The answer that opens the connection to this peer. */
  Response.Builder switching(Interceptor.Chain chain) {
    return new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(101)
        .message("Switching Protocols")
        .header("Upgrade", "websocket")
        .header("Connection", "Upgrade")
        .header(
            "Sec-WebSocket-Accept",
            Handshake.acceptFor(chain.request().header("Sec-WebSocket-Key")))
        .body(ResponseBody.EMPTY)
        .socket(clientsEnd);
  }

  /** From now on the client's messages may be compressed. */
  Peer inflating() {
    reader = new FrameReader(Role.SERVER, 1 << 30, false, new MessageInflater(false), heard);
    return this;
  }

  // ---- what the server sends

  static byte[] frame(int first, byte[] payload) {
    byte[] frame = new byte[FrameWriter.MAX_HEADER + payload.length];
    int length =
        new FrameWriter(Role.SERVER, null).frame(frame, 0, first, payload, 0, payload.length);
    return Arrays.copyOf(frame, length);
  }

  static byte[] text(String text) {
    return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] ping(int... payload) {
    byte[] bytes = new byte[payload.length];
    for (int i = 0; i < payload.length; i++) {
      bytes[i] = (byte) payload[i];
    }
    return frame(0x89, bytes);
  }

  static byte[] closing(int code) {
    return frame(0x88, FrameWriter.closePayload(code, ""));
  }

  /** Sends all of it at once. */
  void send(byte[]... frames) {
    Buffer together = new Buffer();
    for (byte[] frame : frames) {
      together.write(frame);
    }
    bytesSent += together.size();
    try {
      end.getSink().write(together, together.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void send(String text) {
    send(text(text));
  }

  /** Ends the server's output: FIN. */
  void fin() {
    try {
      end.getSink().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Breaks the connection: RST. */
  void reset() {
    end.cancel();
  }

  /** The client has read all that was sent to it, and wants more. */
  boolean isReaderWaiting() {
    return readerWaits && bytesRead == bytesSent;
  }

  // ---- what the client has sent

  /** The next message or control frame of the client; {@link #END} or {@link #CUT} if there is none any more. */
  String next() {
    try {
      while (heard.log.isEmpty()) {
        if (received.exhausted() && source.read(received, 1 << 16) == -1) {
          return END;
        }
        byte[] bytes = received.readByteArray();
        reader.feed(bytes, 0, bytes.length);
      }
    } catch (InterruptedIOException | ProtocolViolation e) {
      throw new AssertionError("waiting for what the client sends", e);
    } catch (IOException e) {
      return CUT;
    }
    return heard.log.remove(0);
  }

  void expect(String... expected) {
    for (String each : expected) {
      assertThat(next()).isEqualTo(each);
    }
  }

  /** Answers the client's Close as a server should, and ends TCP. */
  void finish(int code) {
    expect("close " + code + " ");
    send(closing(code));
    fin();
  }
}
