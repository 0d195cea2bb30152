/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import okio.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A received array becomes a ByteString as it is, by a constructor that Okio does not promise to keep. */
class ByteStringsTest {
  private static final String WITHOUT_CONSTRUCTOR = """
      package okio;
      public final class ByteString {
        public final byte[] bytes;
        private ByteString(byte[] bytes, boolean copied) { this.bytes = bytes; }
        public static ByteString of(byte... bytes) { return new ByteString(bytes.clone(), true); }
      }
      """;

  @Test
  void anArrayThatNobodyElseHoldsIsNotCopied() {
    byte[] owned = {1, 2};
    ByteString wrapped = ByteStrings.wrap(owned);
    owned[0] = 3;
    assertThat(wrapped).isEqualTo(ByteString.of((byte) 3, (byte) 2));
  }

  @Test
  void withAnOkioThatHasNoSuchConstructorItIsCopied(@TempDir Path folder) throws Exception {
    Path source = folder.resolve("ByteString.java");
    Files.writeString(source, WITHOUT_CONSTRUCTOR);
    assertThat(ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", "-d", folder.toString(), source.toString()))
        .isZero();
    URL ours = ByteStrings.class.getProtectionDomain().getCodeSource().getLocation();
    URL[] path = {folder.toUri().toURL(), ours};
    try (URLClassLoader loader = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
      Method wrap =
          loader.loadClass("io.holdfast.ByteStrings").getDeclaredMethod("wrap", byte[].class);
      wrap.setAccessible(true);
      byte[] owned = {1, 2};
      Object wrapped = wrap.invoke(null, owned);
      byte[] held = (byte[]) wrapped.getClass().getField("bytes").get(wrapped);
      assertThat(held).containsExactly(1, 2).isNotSameAs(owned);
    }
  }
}
