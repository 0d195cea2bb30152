/*
 * Copyright 2026 The Holdfast Authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.holdfast.demo;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command line: what may be asked, what is refused in one line, and the start of what was asked. */
@Command(
    name = "holdfast-demo",
    usageHelpWidth = 100,
    versionProvider = DemoCommand.Version.class,
    header = "A WebSocket client for the command line that stays connected.%n",
    customSynopsis = {
      "java -jar holdfast-demo.jar [options] URL   follow a server",
      "       java -jar holdfast-demo.jar [options]       the show: a feed that misbehaves on purpose%n"
    },
    description = {
      "Each message received is a line on stdout; each line of stdin is sent as a text message; what happens"
          + " to the connection is told on stderr (with colours on a terminal, unless NO_COLOR is set; a long run"
          + " whose messages go elsewhere shows there how it goes). In messages, line ends are written as \\n and \\r (on a"
          + " terminal all control characters are escaped); binary messages are written in hex, 0x…, cut"
          + " after 256 bytes. All is UTF-8. With --json nothing is cut or ambiguous.%n",
      "Lines of stdin that come while there is no connection are sent on the next one. The end of stdin ends"
          + " the sending only: receiving goes on until --messages, --for, the server's Close 1000 or Ctrl-C,"
          + " which closes with 1000.%n",
      "Without a URL a feed inside this process sends 20 numbered messages a second and breaks in every way it"
          + " knows: refused, reset, Close 1001 and 1012, half-open, 503, stalled in mid-frame. It takes"
          + " half a minute and ends with a summary. Its messages are printed with -v, with --json, or if"
          + " stdout is not a terminal; stdin is not read.%n"
    },
    parameterListHeading = "Parameter:%n",
    optionListHeading = "%nOptions (times are written 500ms, 30s, 1.5m, 2h):%n",
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it ended as asked, or the server closed with 1000",
      "1:it failed, and will not or may not try again",
      "2:wrong usage: one line on stderr says what",
      "130:Ctrl-C"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  java -jar holdfast-demo.jar --timeline show.svg",
      "  java -jar holdfast-demo.jar wss://example.com/feed --header 'Authorization: Bearer …' -v",
      "  echo hello | java -jar holdfast-demo.jar ws://localhost:8080/echo --messages 1",
      "  java -jar holdfast-demo.jar ws://localhost:8080/ --backoff 200ms..5s --for 1m --json"
    })
final class DemoCommand implements Callable<Integer> {
  private static final String LOG_LEVEL = "org.slf4j.simpleLogger.log.io.holdfast";

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "URL",
      description = "ws://host[:port][/path] or wss://…; without one, the show begins.")
  @Nullable
  String url;

  @Mixin
  OptionGroups.Handshake handshake = new OptionGroups.Handshake();

  @Mixin
  OptionGroups.Liveness heartbeat = new OptionGroups.Liveness();

  @Mixin
  OptionGroups.Retry retry = new OptionGroups.Retry();

  @Mixin
  OptionGroups.Until until = new OptionGroups.Until();

  @Mixin
  OptionGroups.Output output = new OptionGroups.Output();

  @Option(
      names = "--rx",
      description =
          "Follow through the RxJava streams of holdfast-client-rx; the output is the same.")
  boolean rx;

  @Option(
      names = "--pace",
      hidden = true,
      paramLabel = "x",
      description = "How many times as fast the show is.")
  double pace = 1;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "This text.")
  boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "The version.")
  boolean version;

  @Spec
  @Nullable
  CommandSpec spec;

  private final Demo demo;

  DemoCommand(Demo demo) {
    this.demo = demo;
  }

  /** The project's version, from the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = DemoCommand.class.getPackage().getImplementationVersion();
      return new String[] {"holdfast-demo " + (version == null ? "(not from a jar)" : version)};
    }
  }

  boolean isVerbose() {
    return output.verbosity.length > 0;
  }

  /** Milliseconds of the show at its pace, at least 1. */
  long paced(long millis) {
    return Math.max(1, Math.round(millis / pace));
  }

  @Override
  public Integer call() throws Exception {
    check(until.messages == null || until.messages > 0, "--messages must be 1 or more");
    check(until.limit == null || !until.limit.isZero(), "--for must be more than 0");
    check(pace > 0 && pace <= 100, "--pace must be more than 0 and at most 100");
    checkTimeline();
    if (output.verbosity.length > 1) {
      // Read when the first logger is made, which is later.
      System.setProperty(LOG_LEVEL, output.verbosity.length > 2 ? "trace" : "debug");
    }
    try {
      // Of the show's URL only the port is not known yet.
      ClientOptions.of(this, url == null ? "ws://localhost/" : url, url == null);
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage() == null ? e.toString() : e.getMessage());
    }
    return demo.start(this);
  }

  /** Better now than after an hour. */
  private void checkTimeline() {
    if (output.timeline != null) {
      Path folder = output.timeline.toAbsolutePath().getParent();
      check(
          folder != null && Files.isDirectory(folder) && !Files.isDirectory(output.timeline),
          "--timeline must name a file in a folder that exists");
      check(
          Files.exists(output.timeline)
              ? Files.isWritable(output.timeline)
              : Files.isWritable(folder),
          "--timeline must name a file that can be written");
    }
  }

  private void check(boolean right, String rule) {
    if (!right) {
      throw wrong(rule);
    }
  }

  private ParameterException wrong(String message) {
    CommandSpec known = spec;
    if (known == null) {
      throw new IllegalStateException("picocli has not set the spec");
    }
    return new ParameterException(known.commandLine(), message);
  }

  /** Parses and runs; wrong usage, and a picture that cannot be written after all, are told in one line. */
  static int execute(Demo demo, Surroundings around, String... args) {
    CommandLine line = new CommandLine(new DemoCommand(demo));
    line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, OptionGroups::listed);
    line.setOut(new PrintWriter(new OutputStreamWriter(around.out, StandardCharsets.UTF_8), true));
    line.setParameterExceptionHandler((e, ignored) -> {
      around.err.print("holdfast-demo: "
          + Escapes.line(String.valueOf(e.getMessage()), true)
          + " (--help tells more)\n");
      around.err.flush();
      return CommandLine.ExitCode.USAGE;
    });
    line.setExecutionExceptionHandler((e, ignored, alsoIgnored) -> {
      if (!(e instanceof IOException)) {
        throw e;
      }
      around.err.print("holdfast-demo: " + Escapes.line(e.toString(), true) + "\n");
      around.err.flush();
      return CommandLine.ExitCode.SOFTWARE;
    });
    return line.execute(args);
  }
}
