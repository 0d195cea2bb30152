/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast;

/**
 * Compression of messages (RFC 7692): what is offered to the server, and how this side compresses.
 * Immutable; each method returns a changed copy.
 *
 * <p>Default: {@link #defaults()}. A server that does not know the extension ignores the offer.
 * Compression together with secrets next to text an attacker chooses leaks their length: turn it
 * off per message or altogether.
 */
public final class PerMessageDeflate {
  private static final int MIN_WINDOW_BITS = 8;
  private static final int MAX_WINDOW_BITS = 15;

  private static final PerMessageDeflate DEFAULTS = new PerMessageDeflate(new Values());
  private static final PerMessageDeflate DISABLED = new PerMessageDeflate(disabledValues());

  final boolean enabled;
  final boolean clientNoContextTakeover;
  final boolean serverNoContextTakeover;
  final boolean offerClientMaxWindowBits;
  final int clientMaxWindowBits;
  /** 0 = not asked for. */
  final int serverMaxWindowBits;

  final int threshold;
  final int level;

  private PerMessageDeflate(Values values) {
    enabled = values.enabled;
    clientNoContextTakeover = values.clientNoContextTakeover;
    serverNoContextTakeover = values.serverNoContextTakeover;
    offerClientMaxWindowBits = values.offerClientMaxWindowBits;
    clientMaxWindowBits = values.clientMaxWindowBits;
    serverMaxWindowBits = values.serverMaxWindowBits;
    threshold = values.threshold;
    level = values.level;
  }

  /**
   * Offers {@code permessage-deflate; client_max_window_bits}; compresses messages of 1 KiB and
   * more at level 6.
   *
   * @return the changed copy
   */
  public static PerMessageDeflate defaults() {
    return DEFAULTS;
  }

  /**
   * Offers nothing; a server that answers with the extension all the same fails the handshake
   * (9.1).
   *
   * @return the changed copy
   */
  public static PerMessageDeflate disabled() {
    return DISABLED;
  }

  /**
   * Whether to promise that this side forgets its window after each message (7.1.1.2), which saves
   * both sides memory and compresses less. Default false. A server may demand it in any case, and
   * is obeyed.
   *
   * @param noContextTakeover true to promise it
   * @return the changed copy
   */
  public PerMessageDeflate clientNoContextTakeover(boolean noContextTakeover) {
    Values values = values();
    values.clientNoContextTakeover = noContextTakeover;
    return new PerMessageDeflate(values);
  }

  /**
   * Whether to demand that the server forgets its window after each message (7.1.1.1). Default
   * false. If it is demanded and missing from the answer, the handshake fails.
   *
   * @param noContextTakeover true to demand it
   * @return the changed copy
   */
  public PerMessageDeflate serverNoContextTakeover(boolean noContextTakeover) {
    Values values = values();
    values.serverNoContextTakeover = noContextTakeover;
    return new PerMessageDeflate(values);
  }

  /**
   * The largest LZ77 window this side will use, as a power of two (7.1.2.2). Default 15, which is
   * offered without a value: the server may ask for less.
   *
   * @param bits 8 to 15
   * @return the changed copy
   */
  public PerMessageDeflate clientMaxWindowBits(int bits) {
    Values values = values();
    values.clientMaxWindowBits =
        Checks.inRange("clientMaxWindowBits", bits, MIN_WINDOW_BITS, MAX_WINDOW_BITS);
    return new PerMessageDeflate(values);
  }

  /**
   * Whether {@code client_max_window_bits} is in the offer at all, default true. If not, a server
   * that asks for a smaller window fails the handshake (7.1.2.2).
   *
   * @param offer false to leave it out
   * @return the changed copy
   */
  public PerMessageDeflate offerClientMaxWindowBits(boolean offer) {
    Values values = values();
    values.offerClientMaxWindowBits = offer;
    return new PerMessageDeflate(values);
  }

  /**
   * Demands that the server uses an LZ77 window of no more than this power of two (7.1.2.1).
   * Default: no demand. If it is demanded and missing from the answer, the handshake fails.
   *
   * @param bits 8 to 15
   * @return the changed copy
   */
  public PerMessageDeflate serverMaxWindowBits(int bits) {
    Values values = values();
    values.serverMaxWindowBits =
        Checks.inRange("serverMaxWindowBits", bits, MIN_WINDOW_BITS, MAX_WINDOW_BITS);
    return new PerMessageDeflate(values);
  }

  /**
   * The size from which messages are compressed. Default 1024.
   *
   * @param bytes 0 or more; 0 compresses all
   * @return the changed copy
   */
  public PerMessageDeflate threshold(int bytes) {
    Values values = values();
    values.threshold = Checks.notNegative("threshold", bytes);
    return new PerMessageDeflate(values);
  }

  /**
   * How hard to compress, as in {@link java.util.zip.Deflater}. Default 6.
   *
   * @param level 0 (not at all) to 9 (slowest)
   * @return the changed copy
   */
  public PerMessageDeflate level(int level) {
    Values values = values();
    values.level = Checks.inRange("level", level, 0, 9);
    return new PerMessageDeflate(values);
  }

  @Override
  public String toString() {
    if (!enabled) {
      return "PerMessageDeflate[disabled]";
    }
    StringBuilder text = new StringBuilder("PerMessageDeflate[");
    if (serverNoContextTakeover) {
      text.append("server_no_context_takeover, ");
    }
    if (clientNoContextTakeover) {
      text.append("client_no_context_takeover, ");
    }
    if (serverMaxWindowBits != 0) {
      text.append("server_max_window_bits=").append(serverMaxWindowBits).append(", ");
    }
    if (offerClientMaxWindowBits) {
      text.append("client_max_window_bits");
      text.append(clientMaxWindowBits == MAX_WINDOW_BITS ? ", " : "=" + clientMaxWindowBits + ", ");
    }
    return text.append("threshold ")
        .append(threshold)
        .append(" bytes, level ")
        .append(level)
        .append(']')
        .toString();
  }

  private Values values() {
    Values values = new Values();
    values.enabled = enabled;
    values.clientNoContextTakeover = clientNoContextTakeover;
    values.serverNoContextTakeover = serverNoContextTakeover;
    values.offerClientMaxWindowBits = offerClientMaxWindowBits;
    values.clientMaxWindowBits = clientMaxWindowBits;
    values.serverMaxWindowBits = serverMaxWindowBits;
    values.threshold = threshold;
    values.level = level;
    return values;
  }

  private static Values disabledValues() {
    Values values = new Values();
    values.enabled = false;
    return values;
  }

  /** The defaults, to be changed one at a time. */
  private static final class Values {
    boolean enabled = true;
    boolean clientNoContextTakeover;
    boolean serverNoContextTakeover;
    boolean offerClientMaxWindowBits = true;
    int clientMaxWindowBits = MAX_WINDOW_BITS;
    int serverMaxWindowBits;
    int threshold = 1024;
    int level = 6;
  }
}
