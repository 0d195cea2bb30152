/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.suite.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.holdfast.Backoff;
import io.holdfast.CloseEvent;
import io.holdfast.CloseEvent.Initiator;
import io.holdfast.Heartbeat;
import io.holdfast.MessageSource;
import io.holdfast.OpenEvent;
import io.holdfast.PerMessageDeflate;
import io.holdfast.SendCallback.Outcome;
import io.holdfast.WebSocketClient;
import io.holdfast.WebSocketOptions;
import io.holdfast.suite.LocalTls;
import io.holdfast.testkit.RecordedEvent;
import io.holdfast.testkit.RecordingListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okio.Buffer;
import okio.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link ForeignServer} is put through. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InteropChecks {
  private static final int[] SIZES = {0, 1, 125, 126, 65_535, 65_536, 1 << 20};

  private final Map<String, ForeignServer> servers = new HashMap<>();
  private final OkHttpClient http = LocalTls.trustingClient();

  /** Starts the server, on a free port if this is 0. */
  abstract ForeignServer start(String scheme, int port) throws Exception;

  /** Skips all tests if what the server needs is not on this machine. */
  void require() throws Exception {}

  List<String> schemes() {
    return List.of("ws", "wss");
  }

  /** How the server can go away. */
  List<String> departures() {
    return List.of("drop", "restart");
  }

  /** What the server makes of an offer of compression. */
  enum Answer {
    AGREES,
    /** It does not implement a parameter and answers without compression. */
    DECLINES,
    /** It does not implement a parameter and agrees without it, which a client must not accept (RFC 7692, 7.1). */
    IGNORES
  }

  /** The answers to {@link #parameters} by name, where they are not AGREES. */
  Map<String, Answer> answers() {
    return Map.of();
  }

  /** Whether the server can send fragments of a compressed message. */
  boolean fragmentsCompressed() {
    return true;
  }

  @BeforeAll
  void startServers() throws Exception {
    require();
    for (String scheme : schemes()) {
      servers.put(scheme, start(scheme, 0));
    }
  }

  @AfterAll
  void stopServers() {
    servers.values().forEach(ForeignServer::close);
  }

  String url(String scheme) {
    return scheme + "://127.0.0.1:" + servers.get(scheme).port() + "/echo";
  }

  WebSocketOptions.Builder options(String scheme) {
    return WebSocketOptions.builder(url(scheme))
        .okHttpClient(http)
        .maxMessageSize(ForeignServer.MAX_MESSAGE)
        .noReconnect();
  }

  static RecordingListener recorder() {
    return new RecordingListener().withDeadline(30, TimeUnit.SECONDS);
  }

  static PerMessageDeflate deflate(boolean wanted) {
    return wanted ? PerMessageDeflate.defaults() : PerMessageDeflate.disabled();
  }

  static void closeCleanly(WebSocketClient socket, RecordingListener listener) throws Exception {
    assertThat(socket.close(1000, "done")).isTrue();
    CloseEvent close = listener.takeClose();
    assertThat(close.wasClean()).isTrue();
    assertThat(close.code()).isEqualTo(1000);
    assertThat(close.initiator()).isEqualTo(Initiator.LOCAL);
  }

  Stream<Arguments> ways() {
    return schemes().stream()
        .flatMap(scheme -> Stream.of(arguments(scheme, true), arguments(scheme, false)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void echoesTextAndBinaryOfEveryClassOfLength(String scheme, boolean deflate) throws Exception {
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket = listener.connect(options(scheme)
          .subprotocols("chat", "superchat")
          .perMessageDeflate(deflate(deflate))
          .build());
      OpenEvent open = listener.takeOpen();
      assertThat(open.subprotocol()).isEqualTo("superchat");
      assertThat(open.extensions().contains("permessage-deflate")).isEqualTo(deflate);
      Random random = new Random(7);
      for (int size : SIZES) {
        byte[] payload = new byte[size];
        random.nextBytes(payload);
        ByteString bytes = ByteString.of(payload);
        assertThat(socket.send(bytes)).isTrue();
        assertThat(listener.takeBinary()).isEqualTo(bytes);
        for (int i = 0; i < size; i++) {
          payload[i] = (byte) ('a' + (payload[i] & 15));
        }
        String text = new String(payload, US_ASCII);
        assertThat(socket.send(text)).isTrue();
        assertThat(listener.takeText()).isEqualTo(text);
      }
      closeCleanly(socket, listener);
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void keepsTheWordsOfTheWorldAndMakesThemSmall(String scheme, boolean deflate) throws Exception {
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket =
          listener.connect(options(scheme).perMessageDeflate(deflate(deflate)).build());
      assertThat(listener.takeOpen().subprotocol()).isNull(); // none was offered
      String text = "Gr\u00fc\u00dfe, \u4e16\u754c \ud83c\udf0d ".repeat(500);
      for (int i = 0; i < 3; i++) {
        assertThat(socket.send(text)).isTrue();
        assertThat(listener.takeText()).isEqualTo(text);
      }
      double most = deflate ? 0.2 : 1.0;
      assertThat(socket.statistics().compressionRatioOut()).isBetween(deflate ? 0.0 : 1.0, most);
      assertThat(socket.statistics().compressionRatioIn()).isBetween(deflate ? 0.0 : 1.0, most);
      closeCleanly(socket, listener);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void understandsOurFragmentsWithPingsBetweenThem(boolean deflate) throws Exception {
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket = listener.connect(options("ws")
          .perMessageDeflate(deflate(deflate))
          .heartbeat(Heartbeat.ping(5, 30_000, TimeUnit.MILLISECONDS))
          .build());
      listener.takeOpen();
      byte[] payload = new byte[500_000]; // eight fragments
      new Random(8).nextBytes(payload);
      assertThat(socket.send(
              MessageSource.binary(new Buffer().write(payload)), listener.sendCallback("source")))
          .isTrue();
      List<RecordedEvent> events = List.of(listener.take(), listener.take());
      assertThat(events)
          .filteredOn(event -> event.kind() == RecordedEvent.Kind.SENT)
          .extracting(RecordedEvent::outcome)
          .containsExactly(Outcome.WRITTEN);
      assertThat(events)
          .filteredOn(event -> event.kind() == RecordedEvent.Kind.BINARY)
          .extracting(RecordedEvent::bytes)
          .containsExactly(ByteString.of(payload));
      closeCleanly(socket, listener);
    }
  }

  Stream<Boolean> fragmentsMayBeCompressed() {
    return fragmentsCompressed() ? Stream.of(true, false) : Stream.of(false);
  }

  @ParameterizedTest
  @MethodSource("fragmentsMayBeCompressed")
  void itsFragmentsAreOneMessageAndEachIsSeenByThoseWhoAsk(boolean deflate) throws Exception {
    WebSocketOptions.Builder options = options("ws").perMessageDeflate(deflate(deflate));
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket = listener.connect(options.build());
      listener.takeOpen();
      assertThat(socket.send("fragments")).isTrue();
      assertThat(listener.takeText()).isEqualTo("one two three");
      closeCleanly(socket, listener);
    }
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket = listener.connect(options.fragments().build());
      listener.takeOpen();
      assertThat(socket.send("fragments")).isTrue();
      Buffer whole = new Buffer();
      int fragments = 0;
      boolean last = false;
      while (!last) {
        RecordedEvent fragment = listener.takeFragment();
        whole.write(fragment.bytes());
        fragments++;
        last = fragment.isLast();
      }
      assertThat(whole.readString(UTF_8)).isEqualTo("one two three");
      // What a compressor keeps back until the message ends cannot be seen before.
      assertThat(fragments).isGreaterThanOrEqualTo(deflate ? 1 : 3);
      closeCleanly(socket, listener);
    }
  }

  static Stream<Arguments> parameters() {
    PerMessageDeflate any = PerMessageDeflate.defaults().threshold(0);
    return Stream.of(
        arguments("defaults", any),
        arguments("client_no_context_takeover", any.clientNoContextTakeover(true)),
        arguments("server_no_context_takeover", any.serverNoContextTakeover(true)),
        arguments("client_max_window_bits", any.clientMaxWindowBits(9)),
        arguments("server_max_window_bits", any.serverMaxWindowBits(9)),
        arguments(
            "all of them",
            any.clientNoContextTakeover(true)
                .serverNoContextTakeover(true)
                .clientMaxWindowBits(10)
                .serverMaxWindowBits(10)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("parameters")
  void agreesOnCompressionAndKeepsToIt(String name, PerMessageDeflate parameters) throws Exception {
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket =
          listener.connect(options("ws").perMessageDeflate(parameters).build());
      Answer answer = answers().getOrDefault(name, Answer.AGREES);
      if (answer == Answer.IGNORES) {
        assertThat(listener.takeError()).hasMessageContaining("RFC 7692");
        assertThat(listener.takeClose().willReconnect()).isFalse();
        return;
      }
      String agreed = listener.takeOpen().extensions();
      assertThat(agreed.contains("permessage-deflate")).isEqualTo(answer == Answer.AGREES);
      Random random = new Random(9);
      for (int i = 0; i < 20; i++) {
        // Far apart repetitions, so that a window that is kept too long or too short shows.
        String text = ("window and context " + random.nextInt(4) + " ").repeat(1 + i * 50);
        assertThat(socket.send(text)).isTrue();
        assertThat(listener.takeText()).isEqualTo(text);
      }
      closeCleanly(socket, listener);
    }
  }

  @Test
  void itsPingIsAnsweredAndItAnswersOurs() throws Exception {
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket = listener.connect(options("ws")
          .heartbeat(Heartbeat.ping(20, 30_000, TimeUnit.MILLISECONDS))
          .build());
      listener.takeOpen();
      assertThat(socket.send("ping")).isTrue();
      assertThat(listener.takeText()).isEqualTo("pong " + ForeignServer.PING);
      await().until(() -> socket.roundTripNanos() > 0);
      closeCleanly(socket, listener);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1011, 3000, 4001, 4999})
  void itsCloseIsAnsweredAndReported(int code) throws Exception {
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket = listener.connect(options("ws").build());
      listener.takeOpen();
      assertThat(socket.send("close " + code)).isTrue();
      CloseEvent close = listener.takeClose();
      assertThat(close.code()).isEqualTo(code);
      assertThat(close.reason()).isEqualTo(ForeignServer.REASON);
      assertThat(close.wasClean()).isTrue();
      assertThat(close.initiator()).isEqualTo(Initiator.REMOTE);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 3000, 4999})
  void answersOurClose(int code) throws Exception {
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket = listener.connect(options("ws").build());
      listener.takeOpen();
      assertThat(socket.close(code, "Gr\u00fc\u00dfe")).isTrue();
      CloseEvent close = listener.takeClose();
      assertThat(close.wasClean()).isTrue();
      assertThat(close.code()).isEqualTo(code);
      assertThat(close.initiator()).isEqualTo(Initiator.LOCAL);
    }
  }

  @ParameterizedTest
  @MethodSource("departures")
  void weComeBackWhenItGoes(String how) throws Exception {
    ForeignServer server = start("ws", 0);
    try (RecordingListener listener = recorder()) {
      WebSocketClient socket =
          listener.connect(WebSocketOptions.builder("ws://127.0.0.1:" + server.port() + "/echo")
              .reconnect(Backoff.fixed(20, TimeUnit.MILLISECONDS))
              .build());
      listener.takeOpen();
      if (how.equals("restart")) {
        int port = server.port();
        server.close();
        server = start("ws", port);
      } else {
        socket.send("drop");
      }
      List<CloseEvent> closes = new ArrayList<>();
      RecordedEvent event = listener.take();
      while (event.kind() != RecordedEvent.Kind.OPEN) {
        if (event.kind() == RecordedEvent.Kind.CLOSE) {
          closes.add(event.close());
        }
        event = listener.take();
      }
      assertThat(closes).isNotEmpty().allMatch(CloseEvent::willReconnect);
      if (how.equals("drop")) {
        assertThat(closes.get(0).code()).isEqualTo(1006);
        assertThat(closes.get(0).initiator()).isEqualTo(Initiator.TRANSPORT);
      }
      assertThat(event.open().isReconnect()).isTrue();
      assertThat(event.open().connectionNumber()).isEqualTo(2);
      assertThat(socket.send("back")).isTrue();
      assertThat(listener.takeText()).isEqualTo("back");
      closeCleanly(socket, listener);
    } finally {
      server.close();
    }
  }
}
