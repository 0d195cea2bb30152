/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.Headers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketOptionsRefusalTest {
  private static WebSocketOptions.Builder builder() {
    return WebSocketOptions.builder("wss://example.com/chat");
  }

  @Test
  void aThresholdAboveTheLimitIsRefusedInEitherOrder() {
    String message =
        "bufferedAmountLowThreshold must not be above the bytes of sendLimit, was 101 > 100";

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> builder().bufferedAmountLowThreshold(101).sendLimit(100, 1).build())
        .withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> builder().sendLimit(100, 1).bufferedAmountLowThreshold(101).build())
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Upgrade",
        "connection",
        "HOST",
        "Sec-WebSocket-Key",
        "sec-websocket-version",
        "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Extensions",
        "Sec-WebSocket-Anything",
        "Proxy-Authorization",
        "",
        "a b",
        "a:b",
        "a\r\nb",
        "ä",
        "a\0"
      })
  @DisplayName("4.1: headers of the handshake and names that are no tokens are refused")
  void refusesHeadersOfTheHandshakeAndNamesThatAreNoTokens(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> builder().header(name, "x"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder().addHeader(name, "x"));
  }

  @Test
  void refusesHeadersOfTheHandshakeInABundle() {
    Headers headers = Headers.of("A", "1", "Sec-WebSocket-Key", "x");

    assertThatIllegalArgumentException().isThrownBy(() -> builder().headers(headers));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder()
            .headers(new Headers.Builder().addUnsafeNonAscii("A", "caf\u00e9").build()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nb", "a\r\nX-Evil: b", "a\0b", "caf\u00e9", "a\u007fb"})
  void refusesHeaderValuesThatCouldBecomeAnotherHeader(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().header("X-Name", value))
        .withMessageContaining("X-Name");
    assertThatIllegalArgumentException().isThrownBy(() -> builder().addHeader("X-Name", value));
    assertThatIllegalArgumentException().isThrownBy(() -> builder().origin(value));
  }

  @Test
  @DisplayName("4.1: subprotocols are tokens without duplicates")
  void subprotocolsAreTokensWithoutDuplicates() {
    assertThatIllegalArgumentException().isThrownBy(() -> builder().subprotocols("chat", "chat"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder().subprotocols("a,b"));
    assertThatIllegalArgumentException().isThrownBy(() -> builder().subprotocols(""));
    assertThat(builder().subprotocols("chat", "Chat").build().subprotocols)
        .containsExactly("chat", "Chat");
    assertThat(builder().subprotocols("chat").subprotocols().build().subprotocols)
        .isEmpty();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refused("handshakeTimeout must be more than 0, was 0", b -> b.handshakeTimeout(0, SECONDS)),
        refused(
            "handshakeTimeout must be more than 0, was -1",
            b -> b.handshakeTimeout(Duration.ofNanos(-1))),
        refused(
            "interceptorTimeout must be more than 0, was 0", b -> b.interceptorTimeout(0, SECONDS)),
        refused("closeTimeout must be more than 0, was 0", b -> b.closeTimeout(0, SECONDS)),
        refused(
            "closeDeliveryTimeout must be 0 or more, was -1",
            b -> b.closeDeliveryTimeout(-1, SECONDS)),
        refused(
            "openCallbackTimeout must be 0 or more, was -1",
            b -> b.openCallbackTimeout(-1, SECONDS)),
        refused("stableAfter must be 0 or more, was -1", b -> b.stableAfter(-1, SECONDS)),
        refused("retryAfterCap must be 0 or more, was -1", b -> b.retryAfterCap(-1, SECONDS)),
        refused(
            "maxMessageSize must be 1 to 2147483583 (take larger messages apart with fragments()), was 0",
            b -> b.maxMessageSize(0)),
        refused(
            "maxMessageSize must be 1 to 2147483583 (take larger messages apart with fragments()), was 2147483584",
            b -> b.maxMessageSize(2_147_483_584L)),
        refused("sendLimit's bytes must be more than 0, was 0", b -> b.sendLimit(0, 1)),
        refused("sendLimit's messages must be more than 0, was 0", b -> b.sendLimit(1, 0)),
        refused("receiveLimit's bytes must be more than 0, was 0", b -> b.receiveLimit(0, 1)),
        refused("receiveLimit's messages must be more than 0, was 0", b -> b.receiveLimit(1, 0)),
        refused(
            "bufferedAmountLowThreshold must be 0 or more, was -1",
            b -> b.bufferedAmountLowThreshold(-1)));
  }

  private interface Setting {
    void set(WebSocketOptions.Builder builder);
  }

  private static Arguments refused(String message, Setting setting) {
    return Arguments.of(message, setting);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void refusesABadValueSaysWhatIsAllowedAndKeepsTheOldOne(String message, Setting setting) {
    WebSocketOptions.Builder builder = builder();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> setting.set(builder))
        .withMessage(message);
    assertThat(builder.build())
        .usingRecursiveComparison()
        .ignoringFields("random")
        .isEqualTo(builder().build());
  }

  @Test
  void everySetterRefusesNull() throws IllegalAccessException {
    List<String> tried = new ArrayList<>();
    for (Method method : WebSocketOptions.Builder.class.getMethods()) {
      Class<?>[] types = method.getParameterTypes();
      boolean isSetter = WebSocketOptions.Builder.class.isAssignableFrom(method.getReturnType())
          || method.isBridge();
      for (int i = 0; isSetter && i < types.length; i++) {
        if (types[i].isPrimitive()) {
          continue;
        }
        Object[] arguments = new Object[types.length];
        for (int j = 0; j < types.length; j++) {
          arguments[j] = j == i
              ? null
              : types[j] == String.class ? "x" : types[j] == int.class ? (Object) 1 : 1L;
        }
        try {
          method.invoke(builder(), arguments);
          assertThat(method).as("accepts null for argument %d", i).isNull();
        } catch (InvocationTargetException e) {
          assertThat(e.getCause()).as("%s", method).isInstanceOf(NullPointerException.class);
          tried.add(method.getName());
        }
      }
    }
    assertThat(tried)
        .contains("urls", "header", "addHeader", "headers", "origin", "subprotocols", "random")
        .contains(
            "requestInterceptor", "okHttpClient", "ioExecutor", "callbackExecutor", "scheduler")
        .contains("clock", "heartbeat", "reconnect", "retryIf", "connectGate", "networkMonitor")
        .contains("rotation", "outbox", "perMessageDeflate", "handshakeTimeout", "stableAfter")
        .contains("interceptorTimeout", "closeTimeout", "closeDeliveryTimeout", "retryAfterCap")
        .contains("openCallbackTimeout");
  }

  @Test
  void nullAmongTheNamesIsRefusedToo() {
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> builder().urls("ws://a.example", null));
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> builder().subprotocols("chat", null));
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> WebSocketOptions.builder(null));
  }
}
