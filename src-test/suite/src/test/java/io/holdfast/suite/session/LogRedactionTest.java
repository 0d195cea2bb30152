/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.Heartbeat;
import io.holdfast.OpenEvent;
import io.holdfast.Outbox;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketException;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.logging.LogCapture;
import io.holdfast.testkit.HoldfastExtension;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import io.holdfast.testkit.TestConnection;
import io.holdfast.testkit.TestFrames;
import io.holdfast.testkit.TestMessage;
import io.holdfast.testkit.TestScript;
import io.holdfast.testkit.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Cookie;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okio.ByteString;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** contract.md, Logging: every secret of these sessions holds the word "canary", and no line and no name may. */
@ExtendWith(HoldfastExtension.class)
class LogRedactionTest {
  private static final String CANARY = "canary";
  private static final int FAILING_ATTEMPT = 3;

  /** What the library said of itself. */
  private final Collection<String> said = new ConcurrentLinkedQueue<>();

  private final CountDownLatch held = new CountDownLatch(1);

  /** Tells everything a listener is given, as an application's log would. */
  private final class Telling implements WebSocketClient.Listener {
    @Override
    public void onOpen(WebSocketClient ws, OpenEvent event) {
      tell(ws, event, ws.statistics(), ws.options());
      ws.send("canary text out");
      ws.send(ByteString.encodeUtf8("canary bytes out"), outcome -> tell(outcome));
    }

    @Override
    public void onMessage(WebSocketClient ws, String text) {
      tell(ws);
      throw new IllegalStateException("a callback that throws");
    }

    @Override
    public void onError(WebSocketClient ws, WebSocketException error) {
      tell(ws);
      tellOurs(error);
    }

    @Override
    public void onClose(WebSocketClient ws, CloseEvent event) {
      tell(ws, event, event.retryReason(), ws.statistics(), ws.statistics().recentAttempts());
    }
  }

  /** Sends and keeps cookies that nobody may see. */
  private static final class Jar implements CookieJar {
    @Override
    public List<Cookie> loadForRequest(HttpUrl url) {
      return List.of(new Cookie.Builder()
          .domain(url.host())
          .name("canary-cookie")
          .value("canary-cookie-value")
          .build());
    }

    @Override
    public void saveFromResponse(HttpUrl url, List<Cookie> cookies) {
      assertThat(cookies).isNotEmpty();
    }
  }

  private void tell(Object... things) {
    for (Object thing : things) {
      said.add(thing.toString());
    }
  }

  /** An exception of ours and those of its causes that are ours too; what others say is theirs to answer for. */
  private void tellOurs(Throwable error) {
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t.getClass().getName().startsWith("io.holdfast.")) {
        tell(t, String.valueOf(t.getMessage()));
      }
    }
  }

  @Test
  void noSecretIsLoggedNorNamedWhateverHappens(TestServer server) throws Exception {
    scripts(server);
    try (LogCapture log = LogCapture.begin();
        RecordingListener listener = RecordingListener.around(new Telling())) {
      WebSocketOptions options = options(server);
      tell(options, options.toBuilder().build());
      WebSocketClient socket = listener.connect(options);
      assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
      List<RecordedEvent> events = listener.unread();
      assertThat(socket.close(4000, "canary reason of ours")).isTrue();
      listener.awaitClosed();
      System.out.println("Redaction: " + events.size() + " events, "
          + log.lines().size() + " lines, " + said.size() + " things said");
      assertThat(server.unusedScripts()).isZero();
      assertThat(events)
          .filteredOn(e -> e.kind() == RecordedEvent.Kind.ERROR)
          .hasSizeGreaterThan(9);
      // It would have been seen: all levels were on.
      assertThat(log.lines())
          .anyMatch(line -> line.contains("TRACE") && line.contains("sent frame"));
      assertThat(log.lines()).anyMatch(line -> line.contains("received Ping"));
      assertThat(log.lines()).anyMatch(line -> line.contains("ERROR") && line.contains("callback"));
      assertThat(log.lines()).noneMatch(LogRedactionTest::sings);
      assertThat(said).noneMatch(LogRedactionTest::sings);
    }
  }

  private static boolean sings(String text) {
    return text.toLowerCase(Locale.ROOT).contains(CANARY);
  }

  private WebSocketOptions options(TestServer server) {
    return WebSocketOptions.builder(server.url("/canary-path?token=canary-query"))
        .okHttpClient(new OkHttpClient.Builder().cookieJar(new Jar()).build())
        .header("Authorization", "Bearer canary-token")
        .origin("https://canary.example")
        .subprotocols("canary-subprotocol")
        .requestInterceptor((attempt, request) -> {
          tell(attempt);
          if (attempt.number() == FAILING_ATTEMPT) {
            throw new IOException("no token: canary-in-the-interceptor");
          }
          HttpUrl url =
              request.url().newBuilder().addQueryParameter("t", "canary-fresh").build();
          return request
              .newBuilder()
              .url(url)
              .header("X-Fresh", "canary-fresh-header")
              .build();
        })
        .heartbeat(
            Heartbeat.message(() -> "canary beat", text -> false, 10, 5000, TimeUnit.MILLISECONDS))
        .outbox(Outbox.keep(10, 1000, 10, TimeUnit.SECONDS))
        .retryIf(context -> {
          tell(context);
          return true;
        })
        .reconnect(Backoff.fixed(1, TimeUnit.MILLISECONDS))
        .closeTimeout(500, TimeUnit.MILLISECONDS)
        .build();
  }

  private void scripts(TestServer server) {
    server
        .script()
        .reject(
            401,
            "canary body",
            "WWW-Authenticate",
            "Bearer realm=canary",
            "Set-Cookie",
            "a=canary");
    talk(server).run(connection -> {
      awaitText(connection, "canary beat");
      connection.close(4001, "canary reason of the server");
    });
    server.script().reject(302, "canary body", "Location", "http://canary.example/?canary");
    server.script().reject(500, "canary body", "X-Why", "canary", "Set-Cookie", "a=canary");
    server.script().wrongAccept().acceptWith("X-Why", "canary");
    server.script().statusLine("HTTP/1.1 200 canary");
    server.script().rawResponse(bytes("HTTP/1.1 abc canary\r\n\r\n"));
    server.script().rawResponse(bytes("canary says no\r\n\r\n"));
    server.script().rawResponse(bytes("HTTP/1.1 101 canary\r\ncanary\r\n\r\n"));
    // 5.6 and 5.2: invalid UTF-8, a reserved bit, an opcode that is none; each with a payload.
    talk(server).sendRaw(frame(0x81, "canary \377"));
    talk(server).sendRaw(frame(0xF2, "canary"));
    talk(server).sendRaw(frame(0x8B, "canary"));
    talk(server).sendRaw(frame(0x88, "\003\350canary \377"));
    talk(server)
        .sendRaw(new byte[] {(byte) 0x82, 100, 'c', 'a', 'n', 'a', 'r', 'y'})
        .dropRst();
    talk(server).dropFin();
    talk(server).run(connection -> {
      awaitText(connection, "canary text out");
      held.countDown();
    });
  }

  private static TestScript talk(TestServer server) {
    return server
        .script()
        .lenient()
        .acceptWith("Set-Cookie", "b=canary")
        .acceptWith("X-Token", "canary")
        .deflate()
        .sendText("canary text in")
        .sendBinary(bytes("canary bytes in"))
        .send(TestFrames.ping("canary ping"), TestFrames.pong(bytes("canary pong")));
  }

  private static void awaitText(TestConnection connection, String text)
      throws InterruptedException {
    TestMessage taken = connection.take();
    while (taken.kind() != TestMessage.Kind.TEXT || !taken.text().equals(text)) {
      taken = connection.take();
    }
  }

  private static byte[] frame(int firstByte, String payload) {
    byte[] content = bytes(payload);
    byte[] frame = new byte[2 + content.length];
    frame[0] = (byte) firstByte;
    frame[1] = (byte) content.length;
    System.arraycopy(content, 0, frame, 2, content.length);
    return frame;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  // ---- what the application did wrong

  @Test
  void noArgumentIsRepeatedInAnException(TestServer server, RecordingListener listener)
      throws Exception {
    for (String url : List.of(
        "ws://user:canary@example.com/",
        "ws://example.com/#canary",
        "canary://example.com/",
        "ws://exa mple.com/canary",
        "canary")) {
      refused(() -> WebSocketOptions.builder(url));
    }
    WebSocketOptions.Builder options = WebSocketOptions.builder(server.url());
    refused(() -> options.header("X-Token", "canary\r\nX-Other: canary"));
    refused(() -> options.header("Sec-WebSocket-Key", "canary"));
    refused(() -> options.subprotocols("canary canary"));
    server.script().hold();
    WebSocketClient socket = listener.connect(options.noReconnect().build());
    listener.takeOpen();
    refused(() -> socket.send("canary \ud800"));
    refused(() -> socket.close(4000, "canary".repeat(30)));
    refused(() -> socket.close(1006, "canary"));
    socket.cancel();
    listener.takeClose();
  }

  private static void refused(ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(IllegalArgumentException.class);
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      assertThat(t.toString()).doesNotContainIgnoringCase(CANARY);
    }
  }

  // ---- what may be shown

  /** The headers that explain a failed handshake, cut and escaped. */
  @ParameterizedTest
  @ValueSource(strings = {"Upgrade", "Connection", "Sec-WebSocket-Accept"})
  void theHeadersOfTheHandshakeAreShownCutTo128CharactersAndEscaped(
      String header, TestServer server, RecordingListener listener) throws Exception {
    String value = "shown \"" + "x".repeat(300);
    server.script().withHeader(header, value);
    try (LogCapture log = LogCapture.begin()) {
      listener.connect(WebSocketOptions.builder(server.url()).noReconnect().build());
      WebSocketException error = listener.takeError();
      listener.takeClose();
      assertThat(error).hasMessageContaining("shown \\\"" + "x".repeat(50));
      assertThat(error.getMessage()).doesNotContain("x".repeat(129));
      assertThat(log.lines()).noneMatch(line -> line.contains("x".repeat(129)));
    }
  }
}
