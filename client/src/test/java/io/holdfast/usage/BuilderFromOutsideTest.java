/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.usage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.holdfast.Backoff;
import io.holdfast.Heartbeat;
import io.holdfast.WebSocketOptions;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

/** The builder inherits from classes that its users cannot see: that must not show. */
class BuilderFromOutsideTest {
  @Test
  void settersOfEveryTopicChainInAnyOrder() {
    WebSocketOptions options = WebSocketOptions.builder("wss://stream.example.com/ws")
        .handshakeTimeout(5, SECONDS)
        .subprotocols("chat", "superchat")
        .heartbeat(Heartbeat.ping(30, 10, SECONDS))
        .maxMessageSize(1024)
        .followRedirects(false)
        .reconnect(Backoff.fullJitter(1, 30, SECONDS))
        .manualDemand()
        .build();

    assertThat(options.toString()).contains("wss://stream.example.com:443");
  }

  @Test
  void everySetterCanBeCalledByReflection() throws ReflectiveOperationException {
    WebSocketOptions.Builder builder = WebSocketOptions.builder("wss://example.com");
    Method setter = builder.getClass().getMethod("maxMessageSize", long.class);

    assertThat(Modifier.isPublic(setter.getDeclaringClass().getModifiers())).isTrue();
    assertThat(setter.invoke(builder, 1L)).isSameAs(builder);
  }
}
