/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImmutabilityTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        AttemptRecord.class,
        Backoff.class,
        CloseEvent.class,
        HandshakeException.class,
        Heartbeat.class,
        HeartbeatTimeoutException.class,
        OpenEvent.class,
        Outbox.class,
        PerMessageDeflate.class,
        RequestInterceptor.Attempt.class,
        RetryContext.class,
        Rotation.class,
        Statistics.class,
        WebSocketOptions.class,
        WebSocketProtocolException.class,
      })
  void isFinalHasFinalFieldsAndNoPublicConstructor(Class<?> type) {
    assertThat(type).isFinal();
    for (Field field : type.getDeclaredFields()) {
      if (!field.isSynthetic()) {
        assertThat(Modifier.isFinal(field.getModifiers())).as("%s", field).isTrue();
        assertThat(Modifier.isPublic(field.getModifiers())).as("%s", field).isFalse();
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      assertThat(Modifier.isPublic(constructor.getModifiers()))
          .as("%s", constructor)
          .isFalse();
    }
  }
}
