/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.internal.protocol;

/**
 * What both sides agreed for permessage-deflate (RFC 7692 section 7.1). Immutable. The {@code server*} half rules what
 * the server compresses (our inflater), the {@code client*} half what we compress (our deflater).
 */
public final class DeflateParameters {
  static final int MIN_WINDOW_BITS = 8;
  static final int MAX_WINDOW_BITS = 15;

  private final boolean serverNoContextTakeover;
  private final boolean clientNoContextTakeover;
  private final int serverMaxWindowBits;
  private final int clientMaxWindowBits;

  /**
   * @param serverMaxWindowBits 8 to 15; 15 when nothing was said
   * @param clientMaxWindowBits 8 to 15; 15 when nothing was said
   * @throws IllegalArgumentException for other window bits
   */
  public DeflateParameters(
      boolean serverNoContextTakeover,
      boolean clientNoContextTakeover,
      int serverMaxWindowBits,
      int clientMaxWindowBits) {
    checkWindowBits("serverMaxWindowBits", serverMaxWindowBits);
    checkWindowBits("clientMaxWindowBits", clientMaxWindowBits);
    this.serverNoContextTakeover = serverNoContextTakeover;
    this.clientNoContextTakeover = clientNoContextTakeover;
    this.serverMaxWindowBits = serverMaxWindowBits;
    this.clientMaxWindowBits = clientMaxWindowBits;
  }

  /** 7.1.1.1: the server forgets its window after every message. */
  public boolean serverNoContextTakeover() {
    return serverNoContextTakeover;
  }

  /** 7.1.1.2: the client forgets its window after every message. */
  public boolean clientNoContextTakeover() {
    return clientNoContextTakeover;
  }

  /** 7.1.2.1: base-2 logarithm of the furthest back-reference of the server. */
  public int serverMaxWindowBits() {
    return serverMaxWindowBits;
  }

  /** 7.1.2.2: base-2 logarithm of the furthest back-reference of the client. */
  public int clientMaxWindowBits() {
    return clientMaxWindowBits;
  }

  static void checkWindowBits(String name, int bits) {
    if (bits < MIN_WINDOW_BITS || bits > MAX_WINDOW_BITS) {
      throw new IllegalArgumentException(name + " must be 8 to 15, not " + bits);
    }
  }
}
