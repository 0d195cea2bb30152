/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/**
 * The options of the command line as {@code --help} groups them. They are mixins and not picocli's argument groups, in
 * which an option that may be given once may be given twice.
 */
final class OptionGroups {
  private static final Map<Class<?>, String> HEADINGS = new LinkedHashMap<>();

  static {
    HEADINGS.put(DemoCommand.class, "");
    HEADINGS.put(Handshake.class, "%nThe handshake:%n");
    HEADINGS.put(Liveness.class, "%nIs the server still there?%n");
    HEADINGS.put(Retry.class, "%nConnecting again:%n");
    HEADINGS.put(Until.class, "%nWhen to end:%n");
    HEADINGS.put(Output.class, "%nWhat is told:%n");
  }

  private OptionGroups() {}

  /** The list of options for {@code --help}: every group below its heading. */
  static String listed(Help help) {
    StringBuilder text = new StringBuilder();
    for (Map.Entry<Class<?>, String> group : HEADINGS.entrySet()) {
      List<OptionSpec> options = new ArrayList<>();
      for (OptionSpec option : help.commandSpec().options()) {
        if (((Field) option.userObject()).getDeclaringClass() == group.getKey()) {
          options.add(option);
        }
      }
      Help.Layout layout = help.createDefaultLayout();
      layout.addOptions(options, help.parameterLabelRenderer());
      text.append(String.format(group.getValue())).append(layout);
    }
    return text.toString();
  }

  /** What the handshake says. */
  static final class Handshake {
    @Option(
        names = "--header",
        paramLabel = "k:v",
        description = "A header of the handshake; may be repeated.")
    List<String> headers = new ArrayList<>();

    @Option(
        names = "--origin",
        paramLabel = "o",
        description = "The Origin header. Default: none is sent.")
    @Nullable
    String origin;

    @Option(
        names = "--subprotocol",
        paramLabel = "p",
        description = "A subprotocol to offer; may be repeated, the preferred one first.")
    List<String> subprotocols = new ArrayList<>();

    @Option(
        names = "--no-deflate",
        description = "Do not offer permessage-deflate (compression). Default: offered.")
    boolean noDeflate;
  }

  /** How a dead peer is noticed. */
  static final class Liveness {
    @Option(
        names = "--ping",
        paramLabel = "30s",
        converter = Times.Converter.class,
        description =
            "Ping after so much silence; 0: never. Default: 30s, in the show 1s, which probes every"
                + " second besides, to draw round trips.")
    @Nullable
    Duration ping;

    @Option(
        names = "--pong",
        paramLabel = "10s",
        converter = Times.Converter.class,
        description =
            "Cut the connection when a ping is unanswered for so long. Default: 10s, in the show"
                + " 500ms.")
    @Nullable
    Duration pong;

    @Option(
        names = "--heartbeat-text",
        paramLabel = "HeartBeat",
        description = "Instead of pings send this text, and hide answers that are equal to it.")
    @Nullable
    String heartbeatText;
  }

  /** Whether and when it connects again. */
  static final class Retry {
    @Option(
        names = "--backoff",
        paramLabel = "1s..30s",
        converter = BackoffRange.Converter.class,
        description =
            "Before the n-th retry wait a random time up to 1s·2^(n-1), at most 30s; or, as 4s,"
                + " always so long. Default: 1s..30s, in the show 200ms..2s.")
    @Nullable
    BackoffRange backoff;

    @Option(
        names = "--max-attempts",
        paramLabel = "n",
        description = "Give up after so many retries in a row. Default: never.")
    @Nullable
    Integer maxAttempts;

    @Option(names = "--no-reconnect", description = "Do not retry at all.")
    boolean noReconnect;

    @Option(
        names = "--reconnect-on-1000",
        description = "Reconnect also when the server closes with 1000. Default: that is the end.")
    boolean reconnectOn1000;
  }

  /** When it is over. */
  static final class Until {
    @Option(
        names = "--messages",
        paramLabel = "n",
        description = "End after so many messages. Default: no limit.")
    @Nullable
    Long messages;

    @Option(
        names = "--for",
        paramLabel = "20s",
        converter = Times.Converter.class,
        description = "End after so long, connected or not. Default: no limit.")
    @Nullable
    Duration limit;
  }

  /** What is told, and how. */
  static final class Output {
    @Option(
        names = "--json",
        description =
            "Messages and events alike as JSON on stdout, an object a line; binary in base64.")
    boolean json;

    @Option(
        names = "-v",
        description =
            "Tell more: what was negotiated, every error, why that delay, a summary. -vv adds the"
                + " client's log, -vvv its frames.")
    boolean[] verbosity = new boolean[0];

    @Option(
        names = "--timeline",
        paramLabel = "out.svg",
        description =
            "Draw the run when it is over: states, messages per second, round trips, faults.")
    @Nullable
    Path timeline;
  }
}
